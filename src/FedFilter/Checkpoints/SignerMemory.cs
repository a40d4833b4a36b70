using FedFilter.Peers;
using FedFilter.Signatures;
using FedFilter.Signatures.Signing;

namespace FedFilter.Checkpoints;

/// <summary>What is kept of whoever signed validly: the key, and the style it takes.</summary>
internal sealed class SignerMemory(PeerKeys keys, KnownStyles styles)
{
    public void Note(HttpSignatureFeature signature)
    {
        if (signature.Key is not { } key)
            return;
        keys.Confirm(key);
        if (signature.Style is { } style and not SignatureStyle.Cavage) // nearly all sign in that one, and it is what is knocked with first anyway
            styles.Remember(key.Peer, style);
    }
}
