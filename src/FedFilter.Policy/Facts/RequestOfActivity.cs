using System.Text.Json;
using FedFilter.Policy.Activities;

namespace FedFilter.Policy.Facts;

/// <summary>The facts of a delivery that an admin made up to ask what would be decided; a live one is read more strictly, by its checkpoint.</summary>
public static class RequestOfActivity
{
    /// <summary>Adds what an activity tells.</summary>
    /// <param name="facts">What is known besides.</param>
    /// <param name="json">The activity.</param>
    /// <param name="report">Takes what is wrong with it, in words.</param>
    public static RequestFacts Complete(RequestFacts facts, ReadOnlyMemory<byte> json, Action<string> report)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var types = Json.Types(document.RootElement).ToList();
            if (types.Count == 0)
                report("the activity has no `type`");
            var known = ActorUrl.TryParse(Json.References(document.RootElement, "actor").FirstOrDefault(), out var actor);
            if (!known)
                report("the activity's `actor` must be the URL of an actor, such as https://social.example/users/alice");
            return facts with
            {
                ActivityTypes = types,
                Actor = actor,
                Forwarded = known && facts.Direction == Direction.Inbound && !(PeerName.TryParse(new Uri(actor!).Authority, out var host) && host == facts.Peer),
                Body = new ActivityBody(json),
            };
        }
        catch (JsonException e)
        {
            report($"the activity is not JSON: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}");
            return facts;
        }
    }
}
