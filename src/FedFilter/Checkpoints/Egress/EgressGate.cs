using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// May it pass? A delivery is decided about like every other, by host, activity and rule. Anything else brings the host nothing of ours, and
/// is stopped only where the host itself is refused.
/// </summary>
internal sealed class EgressGate(RequestDelegate next, Admission admission, EgressGround ground, Settings settings, EgressRejections rejections)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = EgressRequest.Of(context);
        if (!request.MayPass)
        {
            var (verdict, fault) = await DecideAsync(context, request);
            if (fault is not null)
            {
                rejections.Count(EgressConnection.Of(context).Client, fault.Code);
                await EgressAnswer.Of(fault).WriteAsync(context);
                return;
            }

            if (verdict!.Effective != Outcome.Allow)
            {
                await EgressAnswer.Of(verdict).WriteAsync(context);
                return;
            }

            request.MayPass = true;
        }

        await next(context);
    }

    private async Task<(Verdict?, Rejection?)> DecideAsync(HttpContext context, EgressRequest request)
    {
        var question = Question(context, request);
        if (!request.IsDelivery)
            return (await admission.AdmitFetchAsync(question, context.RequestAborted), null);

        var body = await EgressBody.ReadAsync(context);
        var (activity, fault) = ActivityReader.Read(body.Span);
        if (fault is not null)
            return (null, fault.Rejection);
        question = question with { Kind = RequestKind.Delivery, Activity = activity, KeyOwner = activity!.Actor, Body = body, Origin = OriginOf(activity) };
        return (await admission.AdmitAsync(question, context.RequestAborted), null);
    }

    private AdmissionQuestion Question(HttpContext context, EgressRequest request) => new()
    {
        Checkpoint = Checkpoint.Egress,
        Direction = Direction.Outbound,
        Kind = RequestKind.Fetch,
        Signer = request.Target.Peer,
        Origin = ground.OnlyOrigin,
        Path = RequestPath.Of(request.RawTarget).Canonical,
        Target = request.RawTarget,
        UserAgent = context.Request.Headers.UserAgent.ToString(),
        Client = EgressConnection.Of(context).Client,
    };

    /// <summary>Of which of our servers the activity's actor is; several may share the proxy.</summary>
    private string OriginOf(Activity activity) =>
        Uri.TryCreate(activity.Actor, UriKind.Absolute, out var actor)
        && settings.Gateway.Origins.FirstOrDefault(origin => origin.Host == actor.Authority || origin.Aliases.Contains(actor.Authority)) is { } origin
            ? origin.Host
            : ground.OnlyOrigin;
}
