using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>
/// Which checkpoint a connection came in at: set by the endpoint's own connection middleware, so that no header a client sends can change it.
/// Connections of the gateway's endpoint carry none.
/// </summary>
internal sealed record ListenerFeature(Checkpoint Checkpoint)
{
    public static bool Is(HttpContext context, Checkpoint checkpoint) => context.Features.Get<ListenerFeature>()?.Checkpoint == checkpoint;
}
