using FedFilter.Declarations.Texts;

namespace FedFilter.Tests.Declarations.Texts;

/// <summary>Whether the promise that a text was read for may be lost: data, with and without a noted sentence.</summary>
public sealed class ClauseTests
{
    private const string Promise = "We do not use posts, ours or others', to train AI.";

    private const string Terms = """
        Terms of friends.example
        Last updated: 1 November 2026
        Accounts
        You may have one account and you are responsible for it.
        Please be kind to others.
        Artificial intelligence
        Posts belong to those who wrote them.
        We do not use posts, ours or others', to train AI.
        Our moderators read reports every day.
        Contact
        Write to admin@friends.example and we will answer.
        We like cats.
        """;

    /// <summary>The promise stays word for word; what is near it, or about training, changes.</summary>
    public static TheoryData<string, string> TakenBack => new()
    {
        { "Exception: from 1 December we may use posts received from other servers to train AI models.", "Contact" },
        { "Exception: the above does not hold for public posts.", "Contact" },
        { "It is no longer true that:", Promise },
        { "This ends on 1 December.", "Our moderators" },
        { "This ends on 1 December.", "Contact" },
        { "The following was our promise until 2025:", Promise },
        { "Former terms, no longer in force:", "Artificial intelligence" },
        { "Old version", "Posts belong" },
        { "Archive", "Terms of" },
        { "These terms are no longer in force.", "Terms of" },
        { "The previous paragraph is suspended until further notice.", "We like cats" },
        { "The promise above has been withdrawn.", "We like cats" },
        { "We build language models with our partners.", "We like cats" },
        { "Public posts may be used to improve the products of third parties.", "We like cats" },
        { "Posts are part of a dataset that researchers can license.", "We like cats" },
        { "Wir trainieren mit allen öffentlichen Beiträgen eine KI.", "We like cats" },
        { "Мы обучаем нейросети на всех записях.", "We like cats" },
        { "全ての投稿でAIを学習させます。", "We like cats" },
        { "Všechny příspěvky používáme ke strojovému učení našich systémů.", "We like cats" },
        { "Unless you object by mail.", "Our moderators" },
        { "We may change our mind at any time.", "Our moderators" },
        { "Only for members of the club.", "Our moderators" },
        { "Section 4 is hereby deleted.", "We like cats" },
        { "Unsere Sprachmodelle lesen mit.", "We like cats" },
        { "Messages are read by automated systems of our partners.", "We like cats" },
        { "Public p\u043Ests are ours.", "We like cats" }, // one letter is Cyrillic
        { "Notwithstanding anything here, we decide what is done with the data.", "We like cats" },
    };

    /// <summary>Nothing near the promise, and nothing about training.</summary>
    public static TheoryData<string, string> Harmless => new()
    {
        { "We use cookies to keep you logged in.", "Contact" },
        { "We use cookies to keep you logged in. They expire after 30 days.", "We like cats" },
        { "We use cookies to personalise content, and to improve our products.", "We like cats" },
        { "Cookies", "Accounts" },
        { "The following cookies expire after a year.", "We like cats" },
        { "Except for the cookie of your login, we set none.", "We like cats" },
        { "You only need an address of your own", "Please be kind" },
        { "You must be at least 16 years old.", "Please be kind" },
        { "Backups are kept for a month.", "We like cats" },
        { "We no longer send a newsletter.", "We like cats" },
    };

    [Theory, MemberData(nameof(TakenBack))]
    public void a_promise_that_is_limited_or_taken_back_is_lost_though_it_still_stands_there(string inserted, string before) => Assert.All([null, Promise], quote =>
    {
        Assert.True(Clause.IsLost(Terms, Insert(inserted, before), quote), "inserted");
        Assert.True(Clause.IsLost(Insert(inserted, before), Terms, quote), "removed");
    });

    [Theory, MemberData(nameof(Harmless))]
    public void what_changes_elsewhere_loses_nothing(string inserted, string before) =>
        Assert.All([null, Promise], quote => Assert.False(Clause.IsLost(Terms, Insert(inserted, before), quote)));

    [Theory]
    [InlineData("1 November 2026", "2 December 2026", false)]
    [InlineData("admin@", "abuse@", false)]
    [InlineData("Please be kind to others.", "Please be kind to others and to us.", false)]
    [InlineData("We do not", "We  do\n not", false)]
    [InlineData("We do not use", "We do use", true)]
    [InlineData("to train AI", "to train AI without asking you", true)]
    [InlineData("Artificial intelligence\n", "", true)]
    [InlineData("Artificial intelligence\n", "Former rules\n", true)]
    [InlineData("We do not use posts, ours or others', to train AI.\n", "", true)]
    public void an_edit_is_judged_by_where_it_is(string was, string now, bool lost) =>
        Assert.Equal(lost, Clause.IsLost(Terms, ExtractedText.OfPlain(Terms.Replace(was, now, StringComparison.Ordinal)).Text.Replace("We do\nnot", "We do not", StringComparison.Ordinal), null));

    [Theory]
    [InlineData("Posts belong to those who wrote them.", "Posts belong to us.")]
    [InlineData("Our moderators read reports every day.", "Our moderators sometimes read reports.")]
    [InlineData("Artificial intelligence", "Our past")]
    [InlineData("We do not use posts", "Today we do not use posts")]
    public void neighbours_and_heading_of_a_noted_sentence_count_in_any_case(string was, string now) =>
        Assert.True(Clause.IsLost(Terms, Terms.Replace(was, now, StringComparison.Ordinal), "posts, ours or others', to train AI."));

    [Fact]
    public void a_promise_that_moves_under_another_heading_is_lost()
    {
        var moved = Terms.Replace(Promise + "\n", "", StringComparison.Ordinal) + "\nFormer terms, no longer in force:\n" + Promise;

        Assert.All([null, Promise], quote => Assert.True(Clause.IsLost(Terms, moved, quote)));
    }

    [Fact]
    public void a_new_section_that_renumbers_the_others_loses_nothing()
    {
        const string Before = "Terms\n1. Accounts\nYou have one account.\n2. Training\nWe do not train AI with your posts.\nThat is all.\n3. Contact\nWrite to us.";
        var after = Before.Replace("2. T", "2. Cookies\nWe use cookies to keep you logged in.\n3. T", StringComparison.Ordinal).Replace("3. C", "4. C", StringComparison.Ordinal);

        Assert.False(Clause.IsLost(Before, after, null));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 21)]
    public void a_page_of_one_paragraph_is_compared_by_its_sentences(bool lost, int at)
    {
        var sentences = Enumerable.Range(0, 40).Select(i => i == 20 ? Promise : $"The rule {(char)('a' + (i % 26))} is for the members of our club.").ToList();
        var before = string.Join(' ', sentences);
        sentences.Insert(at, "This is not for cats.");

        Assert.All([null, Promise], quote => Assert.Equal(lost, Clause.IsLost(before, string.Join(' ', sentences), quote)));
    }

    /// <summary>The promise, and a line of the same page that says nothing of it.</summary>
    [Theory]
    [InlineData("我们不会将帖子用于训练AI。", "联系我们：管理员")]
    [InlineData("Příspěvky nepoužíváme k trénování umělé inteligence.", "Pište správci serveru.")]
    [InlineData("Emme käytä viestejä tekoälyn kouluttamiseen.", "Palvelin on Suomessa ja on ilmainen.")]
    [InlineData("Gönderileri yapay zekâ eğitmek için kullanmıyoruz.", "Bize bu adresten yazın.")]
    [InlineData("Мы не используем записи для обучения ИИ.", "Пишите администратору.")]
    [InlineData("게시물을 AI 학습에 사용하지 않습니다.", "관리자에게 문의하세요.")]
    [InlineData("投稿をAIの学習に使いません。", "お問い合わせは管理者まで。")]
    [InlineData("投稿をAI開発に使いません。", "お問い合わせは管理者まで。")]
    [InlineData("Nie używamy wpisów do szkolenia sztucznej inteligencji.", "Napisz do nas na adres serwera.")]
    [InlineData("Vi använder inte inlägg för att träna AI.", "Servern drivs av en förening.")]
    [InlineData("لا نستخدم المنشورات لتدريب الذكاء الاصطناعي.", "راسلنا.")]
    public void in_a_language_that_is_not_known_any_change_may_be_the_one(string promise, string other)
    {
        var text = $"{other}\n{promise}\n{other}";

        Assert.True(Clause.IsLost(text, $"{other}\n{other}", null));
        Assert.All([null, promise], quote => Assert.True(Clause.IsLost(text, $"{text}\n{other}", quote)));
        Assert.All([null, promise], quote => Assert.False(Clause.IsLost(text, text, quote)));
    }

    [Theory]
    [InlineData("de", "Wir trainieren mit den Beiträgen keine KI.", "Ab dem 1. Dezember gilt das nicht mehr.", "Wir verwenden Cookies, damit Sie angemeldet bleiben.")]
    [InlineData("fr", "Nous n'entraînons pas de modèles avec les messages.", "Ceci prend fin le 1er décembre.", "Nous utilisons des cookies pour la session.")]
    [InlineData("es", "No entrenamos modelos con las publicaciones.", "Esto termina el 1 de diciembre.", "Usamos cookies para la sesión de los usuarios.")]
    [InlineData("it", "Non addestriamo modelli con i messaggi.", "Questo non vale più.", "Usiamo i cookie per la sessione.")]
    [InlineData("pt", "Não treinamos modelos com as mensagens.", "Isto termina em dezembro.", "Usamos cookies para a sessão.")]
    [InlineData("nl", "Wij trainen geen modellen met de berichten.", "Dit eindigt op 1 december.", "Wij gebruiken cookies voor de sessie.")]
    public void known_languages_are_read(string language, string promise, string end, string cookies)
    {
        var rest = string.Concat(Enumerable.Repeat($"{cookies.Replace("cookie", "koekje", StringComparison.OrdinalIgnoreCase)}\n", 3));
        var text = $"{language.ToUpperInvariant()} X\n{promise}\n{rest}";

        Assert.True(Clause.IsLost(text, $"{language.ToUpperInvariant()} X\n{rest}", null));
        Assert.True(Clause.IsLost(text, $"{language.ToUpperInvariant()} X\n{promise}\n{end}\n{rest}", null));
        Assert.All([null, promise], quote => Assert.False(Clause.IsLost(text, text + cookies, quote)));
    }

    [Theory]
    [InlineData("a\nWe do not train AI.\nb", "a\nWe do not train AI.\nc", false)]
    [InlineData("a\nWe do not train AI.\nb", "a\nb", true)]
    [InlineData("Contact: a@example.org\nWe do not train AI.", "Contact: b@example.org\nWe do not train AI.", false)]
    [InlineData("We are nice.\nWe like posts.", "We are nice.\nWe like the posts.", true)] // nothing in it is known to be the promise
    [InlineData(null, "We do not train AI.", true)]
    public void without_a_noted_sentence_lines_about_training_are_the_promise(string? before, string after, bool lost) => Assert.Equal(lost, Clause.IsLost(before, after, null));

    [Theory]
    [InlineData("We do  not train AI.", false)]
    [InlineData("We never train AI.", true)]
    public void a_noted_sentence_is_looked_for(string quote, bool lost) => Assert.Equal(lost, Clause.IsLost("a\nWe do not train AI.\nb", "a\nWe do not train AI.\nb", quote));

    [Fact]
    public void without_a_copy_of_what_was_read_nobody_knows_what_stood_beside_a_noted_sentence() => Assert.True(Clause.IsLost(null, Terms, Promise));

    private static string Insert(string line, string before) => Terms.Replace(before, $"{line}\n{before}", StringComparison.Ordinal);
}
