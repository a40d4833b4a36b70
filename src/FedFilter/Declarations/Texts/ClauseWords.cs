using System.Text.RegularExpressions;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// Words by which a passage is about training, or takes another passage back, in the languages of <see cref="KnownLanguage"/>. They match
/// too much rather than too little: a false match costs a look at a text, a missed one a broken promise.
/// </summary>
internal static partial class ClauseWords
{
    private const RegexOptions Safe = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>Names training or what is trained, or a use of posts beyond showing them.</summary>
    public static bool SpeaksOfTraining(string passage) => Training().IsMatch(passage) || (Posts().IsMatch(passage) && Use().IsMatch(passage) && !Cookies().IsMatch(passage));

    /// <summary>Says that something no longer holds, or not everywhere.</summary>
    public static bool Limits(string passage) => Revoking().IsMatch(passage) || Limiting().IsMatch(passage);

    /// <summary>Says so of a part of the text, wherever that stands.</summary>
    public static bool RevokesATerm(string passage) =>
        (Exception().IsMatch(passage) && !Cookies().IsMatch(passage))
        || (Revoking().IsMatch(passage) && (RefersByName().IsMatch(passage) || (RefersByPlace().IsMatch(passage) && !Cookies().IsMatch(passage))));

    /// <summary>Whether what it says depends on what stands beside it: it points there, introduces it, or dates it.</summary>
    public static bool MayBeAboutItsNeighbour(string passage) =>
        passage.EndsWith(':') || Limits(passage) || Narrowing().IsMatch(passage) || RefersByName().IsMatch(passage) || RefersByPlace().IsMatch(passage) || Pointing().IsMatch(passage)
        || (Dated().IsMatch(passage) && !IsDateStamp(passage));

    /// <summary>The date of the last change, which every edit changes.</summary>
    public static bool IsDateStamp(string passage) => passage.Length <= 80 && Stamp().IsMatch(passage);

    [GeneratedRegex(
        @"\b(a\.?i|ki|ia|iia|ml|gen-?ai|llms?|gpts?|chat-?gpt|chat-?bots?|openai|anthropic|copilot|\w*model\w*|mod[eè]les?"
        + @"|(re|pre-?)?train\w*|antrain\w*|getrain\w*|fine-?tun\w*|entra[iî]n\w*|entren\w*|addestr\w*|allen(a|are|iamo)\w*|trein\w*|opleid\w*|angelernt\w*|maschinell\w*"
        + @"|(machine|deep)[ -]?learn\w*|learning|learns? from|lernverfahren\w*|apprentissage\w*|aprend\w*|apprend\w*"
        + @"|artifi[cz]i\w*|künstlich\w*|kunstmatig\w*|intelligen\w*|inteligen\w*|intelig[eê]n\w*|neural\w*|neuron\w*|generativ\w*|g[eé]n[eé]rati[fv]\w*|embeddings?|transformers?"
        + @"|data-?sets?|data sets?|datens[aä]tz\w*|corpus|corpora|korpus|scrap\w*|crawl\w*|harvest\w*|mining|tdm|algorit\w*|algorithm\w*)\b",
        Safe)]
    private static partial Regex Training();

    [GeneratedRegex(
        @"\b(posts?|toots?|status(es)?|contents?|messages?|statuts?|beitr[aä]g\w*|inhalt\w*|nachricht\w*|publications?|contenus?|publicaci[oó]n\w*|contenidos?|mensajes?|contenut[io]|messagg[io]|publica[cç]\w*|conte[uú]dos?|mensage\w*|berichten|inhoud|received|empfangen\w*|reçu\w*|recibid\w*|ricevut\w*|recebid\w*|ontvangen)\b",
        Safe)]
    private static partial Regex Posts();

    [GeneratedRegex(
        @"\b(improv\w*|develop\w*|research\w*|licen[cs]\w*|sell\w*|sold|third[ -]part\w*|partners?|commerci\w*|products?|technolog\w*|any purpose|all purposes|monetis\w*|monetiz\w*|anal(y[sz]|is|iz)\w*|automat\w*"
        + @"|(may|can|will|might|shall|reserve)( \w+){0,4} (use|re-?use|process|share|provide|feed|exploit|pass|give|hand)"
        + @"|verbesser\w*|entwick\w*|forsch\w*|lizen[zs]\w*|verkauf\w*|dritte\w*|partnern?|kommerziell\w*|technologi\w*|(d[uü]rfen|k[oö]nnen|werden)( \w+){0,12} (nutzen|verwenden|verarbeiten|weitergeben)|(nutzen|verwenden|verarbeiten) (d[uü]rfen|k[oö]nnen|werden)"
        + @"|am[eé]lior\w*|d[eé]velopp\w*|recherches?|vendre|vendons|tiers|partenaires?|pouvons|pourrons|mejora\w*|desarroll\w*|investigaci[oó]n|terceros|socios|vender|vendemos|podemos|podremos"
        + @"|miglior\w*|svilupp\w*|ricerca|terzi|vendere|possiamo|potremo|melhor\w*|desenvolv\w*|pesquisa|terceiros|parceiros|poderemos|verbeter\w*|ontwikkel\w*|onderzoek|derden|verkopen|mogen|zullen)\b",
        Safe)]
    private static partial Regex Use();

    [GeneratedRegex(@"\bcookies?\b", Safe)]
    private static partial Regex Cookies();

    [GeneratedRegex(
        @"\b(no longer|any ?more|former\w*|obsolete|out-?dated|out of date|supersed\w*|repeal\w*|revok\w*|revoc\w*|rescind\w*|withdraw\w*|cancel\w*|suspend\w*|void|invalid\w*|expir\w*|ceas\w*|terminat\w*|archiv\w*|historic\w*|deprecat\w*|draft|retired"
        + @"|(not|never) (be )?(true|valid|apply|binding|in force|in effect|effective|hold|holds|guaranteed)|notwithstanding|replaced|replaces|overrid\w*|waiv\w*|lifted|disregard|ignore|abandon\w*|annul\w*|nullif\w*|exempt\w*|ends|ended|inoperative|no effect|(is|are|was|were|be) (hereby )?(deleted|removed|struck)"
        + @"|nicht (mehr|l[aä]nger)|gilt nicht|gelten nicht|aufgehoben|ung[uü]ltig|au(ß|ss)er kraft|ehemalig\w*|veraltet\w*|endet|enden|ausgesetzt|ersetzt|widerruf\w*|ausgenommen|entf[aä]llt|archiviert"
        + @"|n'est plus|ne sont plus|plus (en vigueur|valable|valables|vrai)|ne s'applique\w*|abrog\w*|caduc\w*|suspendu\w*|remplac[eé]\w*|cesse\w*|prend fin|r[eé]voqu\w*|p[eé]rim\w*"
        + @"|ya no|derogad\w*|anulad\w*|obsolet\w*|suspendid\w*|reemplaz\w*|no se aplica\w*|non (\w+ )?più|non si applica\w*|abrogat\w*|annullat\w*|sospes\w*|sostituit\w*"
        + @"|j[aá] não|não (\w+ )?mais|não se aplica\w*|revogad\w*|suspens[oa]s?|substitu[ií]d\w*|niet (meer|langer)|geldt niet|gelden niet|vervall\w*|ingetrokken|voormalig\w*|verouderd\w*|opgeschort|vervang\w*|eindig\w*|herroep\w*)\b",
        Safe)]
    private static partial Regex Revoking();

    [GeneratedRegex(
        @"\b(previous(ly)?|prior|(our|the) past|old (\w+ )?(versions?|terms|rules|polic(y|ies)|texts?|promises?)|older|earlier|end|ending|stop\w*|until|till|false|untrue|except\w*|unless|was|were|used to|replac\w*"
        + @"|fr[uü]her\w*|alte[nrs]?|bis|ausnahme\w*|beendet|ancien\w*|fin|jusqu\w*|sauf|annul\w*|antigu\w*|excepci\w*|excepto|salvo|termina\w*|hasta|vecchi\w*|eccezion\w*|tranne|fino|scad\w*|antig\w*|exce[cç]\w*|exceto|at[eé]|oude|uitzondering\w*|behalve|tot)\b",
        Safe)]
    private static partial Regex Limiting();

    [GeneratedRegex(
        @"\b(only|optional|limited to|subject to|reserve|at any time|discretion|illustrat\w*|as an example|joke|depends?|may (be )?chang\w*|does not cover|nur|jederzeit|vorbehalt\w*|ermessen|seulement|à tout moment|se r[eé]serv\w*|s[oó]lo|en cualquier momento|solo|in qualsiasi momento|apenas|a qualquer momento|alleen|te allen tijde)\b",
        Safe)]
    private static partial Regex Narrowing();

    [GeneratedRegex(
        @"\b((this|these|that|those|our|the) (\w+ )?(terms?|page|polic(y|ies)|document|section|statement|text|promise|commitment|rules?|paragraph|clause|article|version|agreement|conditions?)"
        + @"|(section|clause|paragraph|article|point|item|part|abschnitt|ziffer|absatz|punkt|artikel|secci[oó]n|sezione|se[cç][aã]o|sectie|lid) \(?[0-9ivx]+|promis\w*|commitment\w*|pledge\w*|undertaking"
        + @"|(diese|dieser|dieses|die|unsere) (bedingungen|seite|regeln|zusage|erkl[aä]rung|fassung|richtlinie)|zusage\w*|versprechen\w*"
        + @"|(ces|les|nos) conditions|cette (page|politique|version)|promesse\w*|engagement\w*"
        + @"|(estos|los) t[eé]rminos|esta (p[aá]gina|pol[ií]tica)|estas condiciones|promesa\w*|compromiso\w*"
        + @"|(questi|i) termini|questa pagina|queste condizioni|promess\w*|impegn\w*"
        + @"|(estes|os) termos|compromisso\w*|(deze|de) (voorwaarden|pagina|regels)|belofte\w*|toezegging\w*)\b",
        Safe)]
    private static partial Regex RefersByName();

    [GeneratedRegex(
        @"\b(above|below|foregoing|preceding|aforementioned|following|oben\w*|obig\w*|vorstehend\w*|vorherig\w*|folgend\w*|ci-dessus|ci-dessous|ci-apr[eè]s|pr[eé]c[eé]dent\w*|suivant\w*"
        + @"|arriba|siguiente\w*|anterior\w*|sopra|precedent\w*|seguent\w*|acima|abaixo|seguint\w*|hierboven|bovenstaand\w*|onderstaand\w*|volgend\w*)\b",
        Safe)]
    private static partial Regex RefersByPlace();

    [GeneratedRegex(
        @"^\W*(exceptions?|excepted|except|notwithstanding|exemptions?|ausnahmen?|ausgenommen|sauf|par exception|excepci[oó]n\w*|excepto|salvo|eccezion[ei]|tranne|exce[cç][aãoõ]\w*|exceto|uitzondering\w*|behalve)\b",
        Safe)]
    private static partial Regex Exception();

    [GeneratedRegex(
        @"^\W*(this|that|these|those|it|its|such|the same|however|but|only|instead|das|dies|diese[rs]?|dasselbe|es|jedoch|aber|nur|cela|ceci|ce|cette|ces|il|mais|toutefois|eso|esto|esta|este|pero|s[oó]lo|questo|questa|ci[oò]|ma|solo|per[oò]|isto|isso|mas|apenas|dit|dat|deze|het|maar|alleen)\b",
        Safe)]
    private static partial Regex Pointing();

    [GeneratedRegex(
        @"\b([12]\d{3}|effective|as (of|from)|starting|beginning|from now|ab (dem|sofort)|seit|[aà] (partir|compter)|desde|a partir|dal|vanaf|january|february|march|april|june|july|august|september|october|november|december|jan(uar|vier)|feb(ruar)?|f[eé]vrier|m[aä]rz|mars|avril|mai|juni?|juin|juli|juillet|ao[uû]t|oktober|octobre|novembre|dezember|d[eé]cembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|augustus)\b",
        Safe)]
    private static partial Regex Dated();

    [GeneratedRegex(
        @"^\W*(\w+ ){0,3}(last (updated?|modified|changed|revised|edited|change|revision)|updated|modified|revised|version|stand|letzte \w+|zuletzt|aktualisiert|derni[eè]re \w+|mise? [aà] jour|[uú]ltima \w+|actualizad\w*|ultim[oa] \w+|aggiornat\w*|atualizad\w*|laatst\w*|bijgewerkt)\b[^.]*\d[^.]*\.?$",
        Safe)]
    private static partial Regex Stamp();
}
