using FedFilter.Peers;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints;

/// <summary>
/// An actor that deletes itself and is gone: its key can no longer be fetched, so the delivery cannot be verified here. Servers send these to
/// everyone they know of, for days, until they are accepted. The origin may know the actor and its key from before FedFilter came; where it does
/// not, there is nothing to delete.
/// </summary>
internal static class NothingToDelete
{
    public static readonly Rejection Answer = new(202, "nothing-to-delete", "The actor is gone and was never known here; there is nothing to delete.");

    /// <summary>The Delete, if the request is one by the owner of the key that it names, as far as ids show. Else null.</summary>
    public static Activity? Of(HttpSignatureFeature signature) =>
        signature is { KeyIsGone: true, ClaimedKeyId: { } keyId }
        && ActivityReader.Read(signature.Body.Span).Activity is { Types: ["Delete"] } activity
        && PeerIri.Parse(activity.Actor)?.Text is { } actor
        && PeerIri.AreSame(activity.Object, activity.Actor)
        && PeerIri.Parse(keyId)?.Text is { } key
        && (key == actor || key.StartsWith(actor + "#", StringComparison.Ordinal) || key.StartsWith(actor + "/", StringComparison.Ordinal))
            ? activity
            : null;
}
