using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// What servers send to the relay. Cheap first: the signature, what it says, what the relay takes at all; then the policy; then the store. Each is
/// answered 202 only once it is on disk.
/// </summary>
internal sealed class RelayInbox(
    RelaySettings relay, SignerMemory signers, AcceptedDeliveries deliveries, ContextCheck contexts, Admission admission, RelayRules rules, Following following, Publishing publishing, RelayAnswers answers)
{
    public async Task ReceiveAsync(HttpContext context)
    {
        await context.AuthenticateAsync(RelayPipeline.SignatureScheme);
        var signature = context.Features.GetRequiredFeature<HttpSignatureFeature>();
        if (signature.Key is null)
        {
            await answers.RejectAsync(context, NothingToDelete.Of(signature) is not null ? NothingToDelete.Answer : Rejection.Of(signature));
            return;
        }

        signers.Note(signature, RelayRequest.Of(context).Client);
        var key = AcceptedDeliveries.Key(context.Request, relay.Host, RelayRequest.Of(context).RawTarget);
        await deliveries.TakeOnceAsync(context, key, () => TakeAsync(context, signature), () => answers.Count(context, "duplicate"));
    }

    private async Task TakeAsync(HttpContext context, HttpSignatureFeature signature)
    {
        var (activity, fault) = ActivityReader.Read(signature.Body.Span);
        if (fault is not null)
        {
            await answers.RejectAsync(context, fault.Rejection);
            return;
        }

        // Subscribers of every kind get what is published.
        if (await contexts.CheckAsync(activity!, OriginReads.JsonLd, RelayRequest.Of(context).Client, relay.Host, context.RequestAborted) is { } unread)
        {
            await answers.RejectAsync(context, unread);
            return;
        }

        using var json = PlainJson.Parse(signature.Body);
        if (json is null)
            await answers.RejectAsync(context, new Rejection(400, "body-not-plain", "A name stands twice in one object, or a text is no Unicode: servers would read it differently."));
        else if (activity!.Types is not [var type])
            await answers.RejectAsync(context, new Rejection(403, "not-relayed", "An activity of several types is not relayed."));
        else
            await TakeAsync(context, new RelayDelivery(signature.Key!, type, activity, json.RootElement, signature.Body, RelayRequest.Of(context).Client));
    }

    private async Task TakeAsync(HttpContext context, RelayDelivery delivery)
    {
        var changesSubscription = delivery.Type is "Follow" or "Undo";
        if (rules.Check(delivery) is { } unfit)
        {
            await answers.RejectAsync(context, unfit);
            return;
        }

        if (changesSubscription && following.Limit(delivery.Host) is { } tooOften)
        {
            await answers.RejectAsync(context, tooOften);
            return;
        }

        var verdict = await admission.AdmitAsync(Question(context, delivery), context.RequestAborted);
        var toldByReject = delivery.Type == "Follow" && verdict is { Effective: Outcome.Refuse, RetryAfter: null };
        if (verdict.Effective != Outcome.Allow && !toldByReject)
        {
            await answers.RefuseAsync(context, verdict);
            return;
        }

        if (await CarryOutAsync(context, delivery, verdict) is { } rejection)
            await answers.RejectAsync(context, rejection);
        else
            context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task<Rejection?> CarryOutAsync(HttpContext context, RelayDelivery delivery, Verdict verdict)
    {
        switch (delivery.Type)
        {
            case "Follow":
                return await following.FollowAsync(delivery, verdict, context.RequestAborted);
            case "Undo":
                return await following.UndoAsync(delivery, context.RequestAborted);
            case "Accept" or "Reject":
                return null; // that we follow back is a courtesy: nothing depends on whether we may
            default:
                var (rejection, isDuplicate) = await publishing.PublishAsync(delivery, context.RequestAborted);
                if (isDuplicate)
                    answers.Count(context, "duplicate");
                return rejection;
        }
    }

    private AdmissionQuestion Question(HttpContext context, RelayDelivery delivery) => new()
    {
        Checkpoint = Checkpoint.Relay,
        Direction = Direction.Inbound,
        Kind = RequestKind.Delivery,
        Signer = delivery.Host,
        KeyId = delivery.Key.KeyId,
        KeyOwner = delivery.Key.Owner,
        ActorType = PeerIri.AreSame(delivery.Activity.Actor, delivery.Key.Owner) ? delivery.Key.OwnerType : null,
        Activity = delivery.Activity,
        Body = delivery.Body,
        Origin = relay.Host,
        Path = RelayRequest.Of(context).Path,
        Target = RelayRequest.Of(context).RawTarget,
        UserAgent = context.Request.Headers.UserAgent.ToString(),
        Client = RelayRequest.Of(context).Client,
    };
}
