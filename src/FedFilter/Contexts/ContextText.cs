using System.Text.Json;
using System.Text.Unicode;

namespace FedFilter.Contexts;

/// <summary>A context as it was fetched, and what matters of it.</summary>
/// <param name="Keeps">Whether it leaves the words that are decided by what they are.</param>
/// <param name="Named">The contexts that it names in turn and that are not known.</param>
internal sealed record ContextText(bool Keeps, IReadOnlyList<string> Named)
{
    private const int MaxDepth = 64;

    /// <summary>Reads the <c>@context</c> of a document; the rest of it means nothing (JSON-LD 1.1 API, section 4.1.3). Null if it is no JSON object, or names too many others. Never throws.</summary>
    public static ContextText? Read(ReadOnlySpan<byte> document)
    {
        if (!Utf8.IsValid(document))
            return null;
        var remote = default(RemoteContexts);
        var json = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isContext = json.ValueTextEquals("@context"u8);
                json.Read();
                if (!isContext)
                    json.Skip();
                else if (!ContextTerms.Keep(ref json, ref remote))
                    return new ContextText(false, []);
            }

            while (json.Read())
            {
                // throws if anything follows the object
            }

            return remote.AreTooMany ? null : new ContextText(true, remote.Addresses);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: half a surrogate pair
        }
    }
}
