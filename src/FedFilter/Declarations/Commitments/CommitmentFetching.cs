using FedFilter.Network;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations.Commitments;

/// <summary>What is fetched to verify a document: the document itself, then the actor that it names.</summary>
internal static class CommitmentFetching
{
    /// <param name="url">The document's address.</param>
    /// <param name="known">Of the last one, so that only a changed one is sent again.</param>
    public static ResourceRequest Request(Uri url, Validators? known = null) =>
        new(url, "application/json") { MaxOctets = CommitmentDocument.MaxLength, MaxRedirects = 2, SameHost = true, Known = known };

    /// <summary>Whether the answer is of the type that speaks for a host: an uploaded file or a page of another kind does not.</summary>
    public static bool IsOfItsType(ResourceFetch.Fetched answer) => answer.MediaType == "application/json";

    /// <summary>The keys of the actor that the document names; null if it names none, or the actor cannot be read.</summary>
    public static async Task<ActorKeys?> ActorAsync(ReadOnlyMemory<byte> octets, string url, DocumentClient client, SigningKey signAs, CancellationToken cancellation) =>
        CommitmentVerification.ActorOf(octets, url) is { } actor && await client.GetAsync(actor, signAs, cancellation) is DocumentFetch.Fetched fetched
            ? ActorKeys.Read(fetched.Body, actor.AbsoluteUri)
            : null;
}
