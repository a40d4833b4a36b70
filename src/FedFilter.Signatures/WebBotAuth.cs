using FedFilter.Signatures.StructuredFields;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures;

/// <summary>
/// Signatures by which a crawler or an agent names its operator (draft-meunier-web-bot-auth-architecture-05, section 4.2). Their key ids are
/// thumbprints: they name no actor and speak for no server.
/// </summary>
public static class WebBotAuth
{
    private const string Tag = "web-bot-auth";

    /// <summary>Whether all signatures of a request are of this kind, so that it counts as unsigned.</summary>
    /// <param name="headers">The request's headers.</param>
    public static bool IsAllThereIs(IHeaderDictionary headers) =>
        headers.TryGetValue("Signature-Input", out var inputs)
        && inputs.ToString().Contains(Tag, StringComparison.Ordinal)
        && !SignatureReader.IsOlderStyle(headers.Authorization)
        && headers["Signature"].Count == 1
        && SfParser.ParseDictionary(string.Join(", ", inputs.AsEnumerable())) is { Count: > 0 } members
        && members.All(member => member.List is { } list && Includes(list));

    internal static bool Includes(SfInnerList input) => input.Parameters.Any(parameter => parameter is { Key: "tag", Value: Tag });
}
