using FedFilter.Peers;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints;

/// <summary>
/// An actor that deletes itself and is gone: its key can no longer be fetched, so nobody can verify the delivery. If the key was never
/// seen, neither was the actor, and there is nothing to delete; servers send these to everyone they know of, for days, until it is taken.
/// </summary>
internal static class NothingToDelete
{
    public static readonly Rejection Answer = new(202, "nothing-to-delete", "The actor is gone and was never known here; there is nothing to delete.");

    public static bool Is(HttpSignatureFeature signature) =>
        signature is { Fault: SignatureFault.KeyGone, ClaimedKeyId: { } keyId }
        && ActivityReader.Read(signature.Body.Span).Activity is { Types: ["Delete"] } activity
        && PeerIri.Parse(activity.Actor)?.Text is { } actor
        && PeerIri.AreSame(activity.Object, activity.Actor)
        && PeerIri.Parse(keyId)?.Text is { } key
        && (key == actor || key.StartsWith(actor + "#", StringComparison.Ordinal) || key.StartsWith(actor + "/", StringComparison.Ordinal));
}
