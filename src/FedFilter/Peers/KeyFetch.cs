using FedFilter.Network;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;

namespace FedFilter.Peers;

/// <summary>
/// From a key id to a key with its owner, by asking the host that the id names. Key, owner and document must be on that one host, and the
/// owner must list the key as its own: otherwise anyone could publish a key "of" somebody else. At most two documents are fetched.
/// </summary>
internal sealed class KeyFetch(DocumentClient documents)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    public async Task<KeyLookup> FetchAsync(KeyId keyId, SigningKey signAs, CancellationToken cancellation)
    {
        var (document, missing) = await GetAsync(keyId.Url, keyId.Host, signAs, cancellation);
        if (document is null)
            return missing!;
        return document.IsKey
            ? await OfKeyDocumentAsync(document, keyId, signAs, cancellation)
            : await OfActorAsync(document, keyId, signAs, cancellation);
    }

    /// <summary>A key by itself proves nothing: its owner has to list it.</summary>
    private async Task<KeyLookup> OfKeyDocumentAsync(KeyDocument document, KeyId keyId, SigningKey signAs, CancellationToken cancellation)
    {
        if (document.Keys.SingleOrDefault(key => key.Id == keyId.Text) is not { IsReference: false } key)
            return Missing(SignatureFault.KeyNotFound);
        if (!TryUrl(key.Owner, keyId.Host, out var owner))
            return Missing(SignatureFault.KeyOwnerMismatch);
        var (actor, missing) = await GetAsync(owner, keyId.Host, signAs, cancellation);
        if (actor is null)
            return missing!;
        return !actor.IsKey && actor.Keys.Concat(actor.AssertionMethods).Any(listed => listed.Names(key))
            ? Read(key, actor, keyId)
            : Missing(SignatureFault.KeyOwnerMismatch);
    }

    private async Task<KeyLookup> OfActorAsync(KeyDocument actor, KeyId keyId, SigningKey signAs, CancellationToken cancellation)
    {
        var picked = Pick(actor, keyId);
        if (picked.Length > 1)
            return Missing(SignatureFault.KeyInvalid); // one id for two keys
        if (picked is not [var key])
            return Missing(SignatureFault.KeyNotFound);
        if (!key.IsReference)
            return Read(key, actor, keyId);

        // The actor only names it; it has to be a document of its own, that names the actor in turn.
        if (!TryUrl(key.Id, keyId.Host, out var url))
            return Missing(SignatureFault.KeyOwnerMismatch);
        var (document, missing) = await GetAsync(url, keyId.Host, signAs, cancellation);
        if (document is null)
            return missing!;
        return document is { IsKey: true, Keys: [var published] } && published.Id == key.Id ? Read(published, actor, keyId) : Missing(SignatureFault.KeyNotFound);
    }

    /// <summary>What is listed under exactly this id; or the actor's only key, where the id is the actor's own, as some old servers write it.</summary>
    private static PublishedKey[] Pick(KeyDocument actor, KeyId keyId)
    {
        var listed = actor.Keys.Concat(actor.AssertionMethods).Where(key => key.Id == keyId.Text).Distinct().ToArray();
        return listed.Length == 0 && actor.Id == keyId.Text && actor.Keys.Count == 1 ? [.. actor.Keys] : listed;
    }

    private static KeyLookup Read(PublishedKey key, KeyDocument actor, KeyId keyId)
    {
        if (key.Owner != actor.Id)
            return Missing(SignatureFault.KeyOwnerMismatch);
        return key.TryRead(keyId.Text, out var verified) ? new KeyLookup.Found(verified.WithOwnerType(actor.Type)) : Missing(SignatureFault.KeyInvalid);
    }

    private async Task<(KeyDocument? Document, KeyLookup? Missing)> GetAsync(Uri url, string host, SigningKey signAs, CancellationToken cancellation)
    {
        switch (await documents.GetAsync(url, signAs, cancellation))
        {
            case DocumentFetch.Failed failed:
                return (null, Missing(failed));
            case DocumentFetch.Fetched fetched when KeyDocument.Parse(fetched.Body) is { } document:
                return TryUrl(document.Id, host, out _) ? (document, null) : (null, Missing(SignatureFault.KeyOwnerMismatch));
            default:
                return (null, Missing(SignatureFault.KeyInvalid));
        }
    }

    /// <summary>An absolute URL on the one host that everything has to be on.</summary>
    private static bool TryUrl(string id, string host, out Uri url) => Uri.TryCreate(id, UriKind.Absolute, out url!) && KeyId.HostOf(url) == host;

    private static KeyLookup.Missing Missing(SignatureFault fault) => new(fault);

    private static KeyLookup.Missing Missing(DocumentFetch.Failed failed) => failed.Fault switch
    {
        DocumentFault.Unreachable => new(SignatureFault.KeyUnreachable, failed.RetryAfter ?? DefaultWait),
        DocumentFault.Gone => new(SignatureFault.KeyGone),
        DocumentFault.NotFound => new(SignatureFault.KeyNotFound),
        DocumentFault.Forbidden => new(SignatureFault.KeyIdInvalid),
        _ => new(SignatureFault.KeyInvalid),
    };
}
