using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>What a refused server is told.</summary>
internal static class RefusalAnswer
{
    public static Task WriteAsync(HttpContext context, Verdict verdict, OriginSettings origin, bool explains)
    {
        var isHeld = verdict.Effective == Outcome.Hold;
        var problem = Of(isHeld, verdict.RetryAfter is not null, (verdict.Id, verdict.Code, verdict.Peer, verdict.Decision.Missing), origin, explains);
        return ProblemAnswer.WriteAsync(context, problem, isHeld ? ProblemAnswer.HoldFor : verdict.RetryAfter);
    }

    /// <param name="isHeld">Not decidable now.</param>
    /// <param name="isLimited">Over a rate.</param>
    /// <param name="refusal">The decision's id, the code, the peer and what is missing.</param>
    /// <param name="origin">Whose content it was about.</param>
    /// <param name="explains">Whether more than the id is told.</param>
    public static ProblemDocument Of(bool isHeld, bool isLimited, (string Id, string? Code, string? Peer, IReadOnlyList<string>? Missing) refusal, OriginSettings origin, bool explains)
    {
        var (status, title) = (isHeld, isLimited) switch
        {
            (true, _) => (StatusCodes.Status503ServiceUnavailable, "This cannot be decided right now. Try again later."),
            (_, true) => (StatusCodes.Status429TooManyRequests, "Your server sends more requests than this server's federation policy lets pass. Try again later."),
            _ => (StatusCodes.Status403Forbidden, "This server's federation policy does not let the request pass."),
        };
        var problem = new ProblemDocument { Status = status, Title = title, Decision = refusal.Id };
        return explains
            ? problem with { Code = refusal.Code, Peer = refusal.Peer, Missing = refusal.Missing, Terms = origin.Url(PublicPaths.Terms).AbsoluteUri }
            : problem;
    }
}
