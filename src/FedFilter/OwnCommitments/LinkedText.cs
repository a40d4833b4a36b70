using FedFilter.Declarations.Commitments;
using FedFilter.Network;

namespace FedFilter.OwnCommitments;

/// <summary>What came of reading the page that <c>commits.text</c> names.</summary>
/// <param name="Sha256">Of its text; null if there is no page, or it cannot be read.</param>
/// <param name="Trouble">Why it cannot be read, with a cure; null if it can, or there is none.</param>
internal sealed record LinkedText(string? Sha256, string? Trouble)
{
    public static async Task<LinkedText> FetchAsync(Uri? page, ResourceClient client, CancellationToken cancellation)
    {
        if (page is null)
            return new(null, null);
        var request = new ResourceRequest(page, "text/html, text/plain, application/json;q=0.5") { MaxOctets = TermsText.MaxLength };
        return await client.GetAsync(request, cancellation) switch
        {
            ResourceFetch.Fetched fetched when TermsText.Read(fetched.Body, fetched.Type) is { } text => new(TermsText.Hash(text), null),
            ResourceFetch.Fetched => new(
                null,
                $"{page} holds no text that can be read without scripts: name a page of plain HTML, "
                + $"or on Mastodon {page.GetLeftPart(UriPartial.Authority)}/api/v1/instance/terms_of_service"),
            ResourceFetch.Failed { Fault: DocumentFault.Forbidden } failed => new(
                null,
                $"{page} is not fetched: {failed.Why} "
                + "(if this is your own server seen from inside, `network.allow-private` or `network.resolve` opens the way)"),
            ResourceFetch.Failed failed => new(null, $"{page} cannot be read: {failed.Why}"),
            _ => new(null, $"{page} cannot be read"),
        };
    }
}
