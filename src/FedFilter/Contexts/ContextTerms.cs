using System.Text.Json;
using FedFilter.Policy.Activities;

namespace FedFilter.Contexts;

/// <summary>
/// Reads an <c>@context</c> for one question: does it leave the words that are decided by (<see cref="Vocabulary"/>) what they are? A reader of JSON-LD then
/// sees in an activity what a reader of plain JSON sees, or less. Every definition is held to that by itself, wherever in a context it stands and
/// whatever it is combined with, so contexts need not be put together as JSON-LD does it (JSON-LD 1.1, section 4.1, and API, section 4.2).
/// </summary>
internal static class ContextTerms
{
    private const int LongestOnStack = 128;

    // What ids may begin with that name no host; as a prefix, each could be made to stand for one.
    private static readonly string[] Schemes = ["http", "https", .. IdScheme.Hostless];

    // Extensions have no meaning here that another could take.
    private static readonly string[] Words = [.. Vocabulary.Members.Where(member => member.Value is not null).Select(member => member.Key), .. Vocabulary.Types];

    /// <summary>
    /// Whether the context at which the reader stands gives no word that is decided by another meaning or another name. Takes the addresses of the
    /// contexts that it names and that are not known.
    /// </summary>
    public static bool Keep(ref Utf8JsonReader json, ref RemoteContexts remote)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                Name(ref json, ref remote);
                return true;
            case JsonTokenType.StartArray:
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    if (!Keep(ref json, ref remote))
                        return false;
                return true;
            case JsonTokenType.StartObject:
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                    if (!KeepTerm(ref json, ref remote))
                        return false;
                return true;
            default:
                return true; // null takes all words away; anything else is no context
        }
    }

    /// <summary>Whether a key of an object that is decided by reads as such a word and is spelt in another way.</summary>
    public static bool IsAlias(ReadOnlySpan<char> key)
    {
        // Every keyword but one takes part of the object apart, such as @graph, @reverse, @nest.
        if (key.StartsWith('@'))
            return key is not "@context";
        if (Vocabulary.TryLocal(key, out var local) && Contains(Words, local))
            return true;
        var last = key[(key.LastIndexOfAny(':', '#', '/') + 1)..];
        foreach (var name in (ReadOnlySpan<string>)["actor", "object", "type", "id"])
            if (last.Equals(name, StringComparison.OrdinalIgnoreCase))
                return !key.SequenceEqual(name);
        return false;
    }

    private static bool KeepTerm(ref Utf8JsonReader json, ref RemoteContexts remote)
    {
        Span<char> room = stackalloc char[LongestOnStack];
        var term = Text(in json, room);
        json.Read();
        if (term.StartsWith('@'))
            return KeepKeyword(term, ref json, ref remote);

        // A place is a part of its post: to Mobilizon it is schema.org's, as `location` is.
        var definition = new Definition(StandardOf(term), isFree: term is "Place");
        return definition.Read(ref json, ref remote) && definition.Keeps && (definition.Standard is not null || !Contains(Schemes, term));
    }

    private static bool KeepKeyword(scoped ReadOnlySpan<char> keyword, ref Utf8JsonReader json, ref RemoteContexts remote)
    {
        switch (keyword)
        {
            case "@import" when json.TokenType == JsonTokenType.String:
                Name(ref json, ref remote);
                return true;
            case "@vocab":
                return json.TokenType == JsonTokenType.Null || (json.TokenType == JsonTokenType.String && KeepsVocabulary(json.GetString()!));
            case "@base":
                return json.TokenType == JsonTokenType.Null; // ids name their hosts by themselves
            case "@language" or "@direction" or "@version" or "@protected" or "@propagate":
                json.Skip();
                return true;
            default:
                return false;
        }
    }

    /// <summary>A vocabulary that is not ActivityStreams must be none from which its words could be made up.</summary>
    private static bool KeepsVocabulary(string vocabulary) =>
        vocabulary is Vocabulary.Namespace or Vocabulary.PlainNamespace or "as:" || (vocabulary.Contains(':', StringComparison.Ordinal) && !Touches(vocabulary));

    /// <summary>What a word must mean; null where it is none of those that are decided by.</summary>
    private static string? StandardOf(ReadOnlySpan<char> term)
    {
        if (term is Vocabulary.Prefix)
            return Vocabulary.Namespace;
        foreach (var word in Words)
            if (term.SequenceEqual(word))
                return Vocabulary.Members.TryGetValue(word, out var standard) ? standard : word;
        return null;
    }

    private static bool Means(ReadOnlySpan<char> meaning, string standard) =>
        standard == Vocabulary.Namespace ? meaning is Vocabulary.Namespace or Vocabulary.PlainNamespace
        : standard.StartsWith('@') ? meaning.SequenceEqual(standard)
        : Vocabulary.TryLocal(meaning, out var local) && local.SequenceEqual(standard);

    /// <summary>Whether a meaning is a keyword or a word that is decided by, or could be completed to one as the prefix of a compact IRI.</summary>
    private static bool Touches(ReadOnlySpan<char> meaning)
    {
        if (meaning.Length == 0 || meaning[0] == '@')
            return true;
        if (!Vocabulary.TryLocal(meaning, out var local))
        {
            if (meaning.Contains(':'))
                return Vocabulary.Namespace.AsSpan().StartsWith(meaning) || Vocabulary.PlainNamespace.AsSpan().StartsWith(meaning);
            local = meaning; // another term, or a word of the vocabulary
        }

        foreach (var word in Words)
            if (word.AsSpan().StartsWith(local))
                return true;
        return false;
    }

    private static void Name(ref Utf8JsonReader json, ref RemoteContexts remote)
    {
        Span<char> room = stackalloc char[LongestOnStack];
        remote.Add(Text(in json, room));
    }

    private static ReadOnlySpan<char> Text(in Utf8JsonReader json, Span<char> room) =>
        json.ValueSpan.Length <= room.Length ? room[..json.CopyString(room)] : json.GetString();

    private static bool Contains(string[] words, ReadOnlySpan<char> text)
    {
        foreach (var word in words)
            if (text.SequenceEqual(word))
                return true;
        return false;
    }

    /// <summary>What one term is defined to be.</summary>
    /// <param name="standard">What it must mean; null where it may mean anything that is not decided by.</param>
    /// <param name="isFree">Whether it may mean anything that is not decided by, beside its standard meaning.</param>
    private struct Definition(string? standard, bool isFree)
    {
        private bool _isStandard;
        private bool _touches;
        private bool _isOdd; // says more than how a member of ActivityStreams is written down
        private int _meanings;

        public readonly string? Standard => standard;

        public readonly bool Keeps => ((standard is null || isFree) && !_touches) || (_isStandard && !_isOdd && _meanings == 1);

        /// <summary>Whether the contexts that it brings along leave the words what they are.</summary>
        public bool Read(ref Utf8JsonReader json, ref RemoteContexts remote)
        {
            if (json.TokenType == JsonTokenType.String)
                Mean(in json);
            else if (json.TokenType != JsonTokenType.StartObject)
                json.Skip();
            else
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                    if (!ReadMember(ref json, ref remote))
                        return false;
            return true;
        }

        private bool ReadMember(ref Utf8JsonReader json, ref RemoteContexts remote)
        {
            var member = json.GetString();
            json.Read();
            switch (member)
            {
                case "@id" or "@reverse" when json.TokenType == JsonTokenType.String:
                    Mean(in json);
                    _isOdd |= member == "@reverse";
                    return true;
                case "@context":
                    return Keep(ref json, ref remote);
                case "@type":
                    _isOdd |= json.TokenType != JsonTokenType.String || (json.GetString() is ['@', ..] type && type != "@id");
                    break;
                case "@container":
                    _isOdd |= !IsPlainContainer(ref json);
                    return true;
                case "@protected" or "@prefix" or "@language" or "@direction":
                    break;
                default:
                    _isOdd = true;
                    break;
            }

            json.Skip();
            return true;
        }

        private void Mean(in Utf8JsonReader json)
        {
            Span<char> room = stackalloc char[LongestOnStack];
            var meaning = Text(in json, room);
            _meanings++;
            _isStandard |= standard is not null && Means(meaning, standard);
            _touches |= Touches(meaning);
        }

        private static bool IsPlainContainer(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                var isPlain = json.TokenType == JsonTokenType.String && json.GetString() is "@set" or "@list" or "@language";
                json.Skip();
                return isPlain;
            }

            var arePlain = true;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                arePlain &= IsPlainContainer(ref json);
            return arePlain;
        }
    }
}
