using FedFilter.Network;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;

namespace FedFilter.Peers;

/// <summary>
/// From a key id to a key with its owner, by asking the host that the id names. Key, owner and document must be on that one host, and the
/// owner must list the key as its own: otherwise anyone could publish a key "of" somebody else.
/// </summary>
internal sealed class KeyFetch(DocumentClient documents)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    public async Task<KeyLookup> FetchAsync(KeyId keyId, SigningKey signAs, CancellationToken cancellation)
    {
        var (document, missing) = await GetAsync(keyId.Url, keyId.Host, signAs, cancellation);
        if (document is null)
            return missing!;

        if (Pick(document, keyId) is not { } key)
            return Missing(SignatureFault.KeyNotFound);
        if (!Uri.TryCreate(key.Owner, UriKind.Absolute, out var owner) || KeyId.HostOf(owner) != keyId.Host)
            return Missing(SignatureFault.KeyOwnerMismatch);

        // A key by itself proves nothing: its owner has to list it, the same octets under the same id.
        if (document.IsKey)
        {
            (document, missing) = await GetAsync(owner, keyId.Host, signAs, cancellation);
            if (document is null)
                return missing!;
            if (document.IsKey || !document.Keys.Any(listed => listed.Id == key.Id && listed.Pem.Trim() == key.Pem.Trim()))
                return Missing(SignatureFault.KeyOwnerMismatch);
        }

        if (document.Id != key.Owner)
            return Missing(SignatureFault.KeyOwnerMismatch);
        return VerificationKey.TryFromPem(keyId.Text, key.Owner, key.Pem, out var verified)
            ? new KeyLookup.Found(verified)
            : Missing(SignatureFault.KeyInvalid);
    }

    private async Task<(KeyDocument? Document, KeyLookup? Missing)> GetAsync(Uri url, string host, SigningKey signAs, CancellationToken cancellation)
    {
        switch (await documents.GetAsync(url, signAs, cancellation))
        {
            case DocumentFetch.Failed failed:
                return (null, Missing(failed));
            case DocumentFetch.Fetched fetched when KeyDocument.Parse(fetched.Body) is { } document:
                return Uri.TryCreate(document.Id, UriKind.Absolute, out var id) && KeyId.HostOf(id) == host
                    ? (document, null)
                    : (null, Missing(SignatureFault.KeyOwnerMismatch));
            default:
                return (null, Missing(SignatureFault.KeyInvalid));
        }
    }

    /// <summary>The entry of exactly this id; or the actor's only key, where the id is the actor's own, as some old servers write it.</summary>
    private static PublishedKey? Pick(KeyDocument document, KeyId keyId) =>
        document.Keys.FirstOrDefault(key => key.Id == keyId.Text)
        ?? (document.Id == keyId.Text && document.Keys.Count == 1 ? document.Keys[0] : null);

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
