using System.Text.Json;

namespace FedFilter.Checkpoints;

/// <summary>
/// Whether names that are decided by can mean something else to a reader of JSON-LD than they do to a reader of plain JSON: by a key that
/// is an alias of one (<c>as:actor</c>, <c>@id</c>; <c>Actor</c> to parsers that ignore case), or by an <c>@context</c> that redefines one
/// or makes an alias (JSON-LD 1.1, sections 4.1 and 9.15). Contexts that are only named are not fetched: ActivityStreams' own terms may
/// not be overridden (Activity Streams 2.0, section 2.1.3).
/// </summary>
internal static class ContextTerms
{
    private static readonly string[] Decided = ["actor", "object", "type", "id"];

    /// <summary>Whether a key of an activity, its actor or its object reads as one that is decided by and is spelt in another way.</summary>
    public static bool IsAlias(ReadOnlySpan<char> key)
    {
        // Every other keyword takes part of the object apart, such as @graph, @reverse, @nest.
        if (key.StartsWith("@"))
            return key is not "@context";
        var last = LastPart(key);
        foreach (var name in Decided)
            if (last.Equals(name, StringComparison.OrdinalIgnoreCase))
                return !key.SequenceEqual(name);
        return false;
    }

    /// <summary>Reads the value of an <c>@context</c>, on whose first token the reader stands, for definitions of such an alias.</summary>
    public static bool DefineAlias(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                if (DefineAlias(ref json))
                    return true;
        }
        else if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var term = json.GetString()!;
                json.Read();
                if (IsAliasDefinition(term, ref json))
                    return true;
            }
        }

        return false;
    }

    private static bool IsAliasDefinition(string term, ref Utf8JsonReader json)
    {
        if (term.StartsWith('@'))
        {
            json.Skip(); // @language, @vocab, @version and the like define no term
            return false;
        }

        var meaning = json.TokenType == JsonTokenType.String ? json.GetString() : json.TokenType == JsonTokenType.StartObject ? ReadMeaning(ref json) : null;
        return term switch
        {
            "id" or "type" => meaning != "@" + term,
            "actor" or "object" => !IsTerm(meaning, term),
            _ => IsAlias(term) || (meaning is not null && (meaning.StartsWith('@') || LastPart(meaning) is "actor" or "object")),
        };
    }

    private static bool IsTerm(string? meaning, string term) =>
        meaning == "as:" + term || meaning == "https://www.w3.org/ns/activitystreams#" + term || meaning == "http://www.w3.org/ns/activitystreams#" + term;

    /// <summary>What an expanded term definition means: its @id; or @nest or @reverse where it has these, which no term that is decided by needs.</summary>
    private static string? ReadMeaning(ref Utf8JsonReader json)
    {
        string? meaning = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var member = json.GetString();
            json.Read();
            if (member == "@id" && json.TokenType == JsonTokenType.String)
                meaning ??= json.GetString();
            else if (member is "@reverse" or "@nest")
                meaning = member;
            json.Skip();
        }

        return meaning;
    }

    private static ReadOnlySpan<char> LastPart(ReadOnlySpan<char> text) => text[(text.LastIndexOfAny(':', '#', '/') + 1)..];
}
