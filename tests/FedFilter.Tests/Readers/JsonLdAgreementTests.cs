using System.Text;
using System.Text.Json;
using FedFilter.Checkpoints;
using FedFilter.Contexts;
using FedFilter.Peers;
using FedFilter.Policy.Activities;
using FedFilter.Tests.Interop;

namespace FedFilter.Tests.Readers;

/// <summary>What jsonld.js reads in an activity, which has all that it names, is what was read for the decision, or nothing; or the activity was refused.</summary>
public sealed class JsonLdAgreementTests
{
    private const int Activities = 3000;
    private const string Streams = Vocabulary.Namespace;
    private const string Signer = "peer.example";
    private const string Reader = "reader.example"; // what is relative is the reader's own

    private static readonly string[] Contents = [Streams + "content", Streams + "actor", Streams + "attributedTo", Streams + "object"];

    [Fact]
    public async Task a_reader_of_json_ld_reads_what_was_decided_about_or_less()
    {
        NodeScript.SkipIfMissing();
        await using var node = NodeScript.Start("expand.mjs", []);
        var generator = new ActivityGenerator(seed: 13);
        var taken = Enumerable.Range(0, Activities).Select(_ => generator.Next()).Select(body => (Body: body, Activity: Take(body))).Where(one => one.Activity is not null).ToList();
        var served = ActivityGenerator.Served.ToDictionary(one => one.Key, one => JsonElement.Parse(one.Value));

        var answer = await node.DoAsync<Expansion>(new { @do = "expand", serve = served, bodies = taken.Select(one => one.Body) });

        Assert.Null(answer.Error);
        var readings = taken.Zip(answer.Expanded!).Where(one => one.Second is not null).Select(one => (one.First.Body, Activity: one.First.Activity!, Expanded: one.Second!.Value)).ToList();
        var faults = readings.SelectMany(one => Compare(one.Activity, one.Expanded).Select(fault => $"{fault}: {one.Body}")).ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} of {readings.Count}:\n{string.Join('\n', faults.Take(20))}");

        // Otherwise it would say little: many are taken, and in most of these both read the same.
        Assert.InRange(taken.Count, Activities / 20, Activities * 3 / 4);
        Assert.True(readings.Count(one => TypesOf(one.Expanded).Any() && IdsOf(one.Expanded, "actor").Any()) > taken.Count / 2);
    }

    /// <summary>What is decided about; null where the activity is refused, by what it says itself or by a context that it names.</summary>
    private static Activity? Take(string body)
    {
        var (activity, _) = ActivityReader.Read(Encoding.UTF8.GetBytes(body));
        if (activity is null || Hosts(activity).AreNobodys)
            return null;
        var contexts = new List<string>(activity.Contexts);
        for (var i = 0; i < contexts.Count; i++)
        {
            if (!ActivityGenerator.Served.TryGetValue(contexts[i], out var document) || ContextText.Read(Encoding.UTF8.GetBytes(document)) is not { Keeps: true } text)
                return null;
            contexts.AddRange(text.Named);
        }

        return activity;
    }

    private static IEnumerable<string> Compare(Activity activity, JsonElement expanded)
    {
        foreach (var type in TypesOf(expanded).Except(activity.Types))
            yield return $"reads the type {type}";
        foreach (var actor in IdsOf(expanded, "actor").Where(actor => actor != activity.Actor))
            yield return $"reads the actor {actor}";
        var hosts = Hosts(activity);
        foreach (var id in expanded.EnumerateArray().SelectMany(root => Brought(root, announces: activity.Types.Contains("Announce"))))
            if (PeerIri.Parse(id)?.Host is { } host && host is not (Signer or Reader) && !hosts.Others.Contains(host))
                yield return $"reads {id}, about whose host nobody decided";
    }

    private static ConcernedHosts Hosts(Activity activity) => ConcernedHosts.Of(activity, Signer, new HashSet<string>());

    private static IEnumerable<string> TypesOf(JsonElement expanded) =>
        from root in expanded.EnumerateArray()
        from type in Items(root, "@type")
        where Vocabulary.TryLocal(type.GetString(), out _)
        select Vocabulary.TypeOf(type.GetString());

    private static IEnumerable<string> IdsOf(JsonElement expanded, string member) =>
        expanded.EnumerateArray().SelectMany(root => Items(root, Streams + member)).Select(Id).OfType<string>();

    /// <summary>The ids of what is embedded in an activity and of its authors, and those that it announces.</summary>
    private static IEnumerable<string> Brought(JsonElement node, bool announces)
    {
        foreach (var thing in Items(node, Streams + "object"))
        {
            if (announces || Array.Exists(Contents, name => thing.TryGetProperty(name, out _)))
                if (Id(thing) is { } id)
                    yield return id;
            foreach (var author in Items(thing, Streams + "actor").Concat(Items(thing, Streams + "attributedTo")).Select(Id).OfType<string>())
                yield return author;
            foreach (var inner in Brought(thing, announces: Items(thing, "@type").Any(type => type.ValueEquals(Streams + "Announce"))))
                yield return inner;
        }
    }

    private static string? Id(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("@id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement node, string member) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(member, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private sealed record Expansion(string? Error, JsonElement?[]? Expanded);
}
