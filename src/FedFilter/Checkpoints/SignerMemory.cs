using System.Net;
using FedFilter.Peers;
using FedFilter.Signatures;
using FedFilter.Signatures.Signing;

namespace FedFilter.Checkpoints;

/// <summary>What is kept of whoever signed validly: the key, and the style it takes.</summary>
internal sealed class SignerMemory(PeerKeys keys, KnownStyles styles)
{
    /// <param name="signature">What was found out about the request.</param>
    /// <param name="client">Where it came from.</param>
    public void Note(HttpSignatureFeature signature, IPAddress client)
    {
        if (signature.Key is not { } key)
            return;
        keys.Confirm(key, client);
        if (signature.Style is { } style and not SignatureStyle.Cavage) // nearly all sign in that one, and it is what is knocked with first anyway
            styles.Remember(key.Peer, style);
    }
}
