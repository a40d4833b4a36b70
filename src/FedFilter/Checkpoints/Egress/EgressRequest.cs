namespace FedFilter.Checkpoints.Egress;

/// <summary>The state of one request whose content is seen, filled from left to right.</summary>
internal sealed class EgressRequest
{
    public required EgressTarget Target { get; init; }

    public required string Scheme { get; init; }

    /// <summary>Path and query as they were sent; what the host gets.</summary>
    public required string RawTarget { get; init; }

    /// <summary>It hands something over: a POST of an activity, or one that is signed.</summary>
    public required bool IsDelivery { get; init; }

    /// <summary>It may go on: it was decided about, or nothing is decided about its host.</summary>
    public bool MayPass { get; set; }

    public static EgressRequest Of(HttpContext context) =>
        context.Features.Get<EgressRequest>() ?? throw new InvalidOperationException("The request has not been through EgressIntake.");
}
