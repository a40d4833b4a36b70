using FedFilter.Declarations.Texts;
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
        return await new TextClient(client).ReadAsync(page, cancellation) switch
        {
            TextReading.Read read => new(read.Text.Sha256, null),
            TextReading.Failed { Fault: DocumentFault.Unusable } failed => new(null, $"{page} holds no text that can be read without scripts ({failed.Why}): name a page of plain HTML, or on Mastodon {page.GetLeftPart(UriPartial.Authority)}/terms-of-service"),
            TextReading.Failed { Fault: DocumentFault.Forbidden } failed => new(null, $"{page} is not fetched: {failed.Why} (if this is your own server seen from inside, `network.allow-private` or `network.resolve` opens the way)"),
            TextReading.Failed failed => new(null, $"{page} cannot be read: {failed.Why}"),
            _ => new(null, $"{page} cannot be read"),
        };
    }
}
