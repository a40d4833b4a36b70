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
        var place = given.PlaceOf(given.Has("activity") ? "activity" : "activity-file");
        return RequestOfActivity.Complete(facts, json, fault => problems.Add(new Problem(place, fault)));
    }
}
