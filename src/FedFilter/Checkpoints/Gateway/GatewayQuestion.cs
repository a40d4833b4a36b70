using FedFilter.Peers;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Joins what a signature proved, or only claims, with what the request asks for.</summary>
internal static class GatewayQuestion
{
    public static AdmissionQuestion Of(
        HttpContext http, GatewayRequest request, (string Peer, string KeyId, string Owner, string? OwnerType) key, Activity? activity, ReadOnlyMemory<byte> body) => new()
        {
            Checkpoint = Checkpoint.Gateway,
            Direction = activity is null ? Direction.Outbound : Direction.Inbound,
            Kind = activity is null ? RequestKind.Fetch : RequestKind.Delivery,
            Signer = key.Peer,
            KeyId = key.KeyId,
            KeyOwner = key.Owner,
            ActorType = activity is null || PeerIri.AreSame(activity.Actor, key.Owner) ? key.OwnerType : null,
            Activity = activity,
            Body = body,
            Origin = request.Origin.Host,
            Path = request.Path.Canonical,
            RoutedPaths = request.Query.Paths,
            Target = request.RawTarget,
            UserAgent = http.Request.Headers.UserAgent.ToString(),
            Client = request.Client,
        };
}
