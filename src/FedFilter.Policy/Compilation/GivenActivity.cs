using System.Text.Json;
using FedFilter.Policy.Activities;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The activity that a test is given: in the file itself, as YAML, or in one beside it, as JSON.</summary>
internal static class GivenActivity
{
    public static byte[]? Read(YamlFields given, BesideFiles beside, List<Problem> problems)
    {
        if (given.Scalar("activity-file", "a path") is { } file)
            return beside.Read(file, problems);
        if (given.Value("activity") is not { } activity)
            return null;
        if (activity is YamlMap)
            return YamlJson.Of(activity);
        problems.Add(new Problem(activity.Place, "`activity` takes keys with values, as in the activity's JSON"));
        return null;
    }

    public static RequestFacts Complete(RequestFacts facts, byte[] json, YamlFields given, List<Problem> problems)
    {
        var key = given.Has("activity") ? "activity" : "activity-file";
        try
        {
            using var document = JsonDocument.Parse(json);
            var types = Json.Items(document.RootElement, "type").Select(Json.Text).OfType<string>().ToList();
            if (types.Count == 0)
                problems.Add(new Problem(given.PlaceOf(key), "the activity has no `type`"));
            var known = ActorUrl.TryParse(Json.References(document.RootElement, "actor").FirstOrDefault(), out var actor);
            if (!known)
                problems.Add(new Problem(given.PlaceOf(key), "the activity's `actor` must be the URL of an actor, such as https://social.example/users/alice"));
            return facts with
            {
                ActivityTypes = types,
                Actor = actor,
                Forwarded = known && !(PeerName.TryParse(new Uri(actor!).Authority, out var host) && host == facts.Peer),
                Body = new ActivityBody(json),
            };
        }
        catch (JsonException e)
        {
            problems.Add(new Problem(given.PlaceOf(key), $"the activity is not JSON: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}"));
            return facts;
        }
    }
}
