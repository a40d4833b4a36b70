using FedFilter.Network;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;

namespace FedFilter.Peers;

/// <summary>
/// From a key id to a key with its owner, by asking the host that the id names. Key, owner and document must be on that one host. The
/// document of the key id contains that id; the owner is an actor that lists the key in the document at its own address: otherwise anyone
/// who may place a document on a host could publish a key "of" somebody else there.
/// </summary>
internal sealed class KeyFetch(DocumentClient documents, PeerKeysOptions options)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    public async Task<KeyLookup> FetchAsync(KeyId keyId, SigningKey signAs, RequestBudget budget, CancellationToken cancellation)
    {
        var asking = new Asking(keyId, signAs, budget, cancellation);
        var (found, missing) = await GetAsync(keyId.Iri, asking);
        if (found is null)
            return missing!;
        var (document, isOwnAddress) = (found.Document, found.IsOwnAddress);
        if (document.IsTombstone)
            return new KeyLookup.Missing(SignatureFault.KeyGone) { IsGone = true };

        switch (Pick(document, keyId))
        {
            case []:
                return Missing(SignatureFault.KeyNotFound);
            case [{ IsReference: false } key]:
                return await OfOwnerAsync(key, document, isOwnAddress, asking);
            case [var reference]:
                return await OfReferenceAsync(reference, document, isOwnAddress, asking);
            default:
                return Missing(SignatureFault.KeyInvalid); // one id for two keys
        }
    }

    /// <summary>What is listed under the key id; or the actor's only key, where the id is the actor's own, as some old servers write it.</summary>
    private static IReadOnlyList<PublishedKey> Pick(KeyDocument document, KeyId keyId)
    {
        var listed = document.Find(keyId.Iri);
        return listed.Count == 0 && !document.IsKey && document.Keys.Count == 1 && IsOf(keyId.Iri, document.Id) ? document.Keys : listed;
    }

    /// <summary>A key by itself proves nothing: its owner has to list it, in the document at the owner's own address.</summary>
    private async Task<KeyLookup> OfOwnerAsync(PublishedKey key, KeyDocument document, bool isOwnAddress, Asking asking)
    {
        var (owner, fault) = OnHost(key.Owner!, asking.KeyId);
        if (owner is null)
            return Missing(fault);
        if (isOwnAddress && IsOf(owner, document.Id))
            return document.IsActor ? Read(key, owner, document, asking.KeyId) : Missing(SignatureFault.KeyOwnerMismatch);

        var (found, missing) = await GetAsync(owner, asking);
        if (found is null)
            return missing!;
        var actor = found.Document;
        return actor.IsActor && IsOf(owner, actor.Id) && actor.Keys.Concat(actor.AssertionMethods).Any(listed => listed.Names(key))
            ? Read(key, owner, actor, asking.KeyId)
            : Missing(SignatureFault.KeyOwnerMismatch);
    }

    /// <summary>The actor only names its key; it has to be a document of its own, that names the actor in turn.</summary>
    private async Task<KeyLookup> OfReferenceAsync(PublishedKey reference, KeyDocument actor, bool isOwnAddress, Asking asking)
    {
        var (id, fault) = OnHost(reference.Id, asking.KeyId);
        if (id is null)
            return Missing(fault);
        if (!isOwnAddress || !actor.IsActor)
            return Missing(SignatureFault.KeyOwnerMismatch);
        var (found, missing) = await GetAsync(id, asking);
        if (found is null)
            return missing!;
        if (found.Document is not { IsKey: true, Keys: [var key] } || !IsOf(id, key.Id))
            return Missing(SignatureFault.KeyNotFound);
        var (owner, wrong) = OnHost(key.Owner!, asking.KeyId);
        if (owner is null)
            return Missing(wrong);
        return IsOf(owner, actor.Id) ? Read(key, owner, actor, asking.KeyId) : Missing(SignatureFault.KeyOwnerMismatch);
    }

    private KeyLookup Read(PublishedKey key, PeerIri owner, KeyDocument actor, KeyId keyId) =>
        key.TryRead(keyId.Text, owner.Text, options.MaxRsaBits, out var read) ? new KeyLookup.Found(read.ForPeer(keyId.Host, actor.Type)) : Missing(SignatureFault.KeyInvalid);

    private async Task<(FoundDocument? Found, KeyLookup? Missing)> GetAsync(PeerIri id, Asking asking)
    {
        switch (await documents.GetAsync(id.Url, asking.SignAs, asking.Budget, asking.Cancellation))
        {
            case DocumentFetch.Failed failed:
                return (null, Missing(failed));
            case DocumentFetch.Fetched fetched when KeyDocument.Parse(fetched.Body) is { } document:
                var (own, fault) = OnHost(document.Id, asking.KeyId);
                if (own is null)
                    return (null, Missing(fault));

                // The address that was asked, or the one that it redirected to: nobody else on the host can be reached there.
                var isOwnAddress = own.Document == id.Document || own.Document == PeerIri.Parse(fetched.Url.OriginalString)?.Document;
                return (new FoundDocument(document, isOwnAddress), null);
            default:
                return (null, Missing(SignatureFault.KeyInvalid));
        }
    }

    /// <summary>An id on the one host that everything has to be on.</summary>
    private static (PeerIri? Iri, SignatureFault Fault) OnHost(string text, KeyId keyId) => PeerIri.Parse(text) switch
    {
        null => (null, SignatureFault.KeyIdInvalid),
        { Host: var host } when host != keyId.Host => (null, SignatureFault.KeyOwnerMismatch),
        { Scheme: var scheme } when scheme != keyId.Iri.Scheme => (null, SignatureFault.KeyIdInvalid),
        var iri => (iri, default),
    };

    private static bool IsOf(PeerIri iri, string id) => PeerIri.Parse(id)?.Text == iri.Text;

    private static KeyLookup.Missing Missing(SignatureFault fault) => new(fault);

    private static KeyLookup.Missing Missing(DocumentFetch.Failed failed) => failed.Fault switch
    {
        DocumentFault.Unreachable or DocumentFault.NotLetIn => new(SignatureFault.KeyUnreachable, failed.RetryAfter ?? DefaultWait),
        DocumentFault.Gone => new(SignatureFault.KeyGone) { IsGone = true },
        DocumentFault.NotFound => new(SignatureFault.KeyNotFound) { IsGone = true },
        DocumentFault.Forbidden => new(SignatureFault.KeyIdInvalid),
        _ => new(SignatureFault.KeyInvalid),
    };

    private sealed record Asking(KeyId KeyId, SigningKey SignAs, RequestBudget Budget, CancellationToken Cancellation);

    /// <param name="Document">What the host says.</param>
    /// <param name="IsOwnAddress">Whether it was found at the address that its id names.</param>
    private sealed record FoundDocument(KeyDocument Document, bool IsOwnAddress);
}
