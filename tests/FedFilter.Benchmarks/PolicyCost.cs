using System.Diagnostics;
using System.Globalization;
using System.Text;
using FedFilter.Policy;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;

namespace FedFilter.Benchmarks;

/// <summary>
/// What a large policy costs: to read and compile 100,000 attested peers, and to decide with these and 1,000 rules, of which 900 name peers,
/// 90 activity types, and 10 ask for what an activity carries.
/// </summary>
internal static class PolicyCost
{
    private const int Peers = 100_000;
    private const int Decisions = 1_000_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        PolicyFile[] files = [new("peers.yaml", PeersText()), new("rules.yaml", RulesText())];
        var set = Compile(files);

        var facts = new RequestFacts { Peer = "peer54321.example", Direction = Direction.Outbound, Checkpoint = Checkpoint.Gateway, Kind = RequestKind.Fetch, HasSignature = true };
        Decide("fetch", set, facts);
        Decide("delivery", set, facts with { Direction = Direction.Inbound, Kind = RequestKind.Delivery, ActivityTypes = ["Create"] });
        return 0;
    }

    private static PolicySet Compile(PolicyFile[] files)
    {
        var took = new List<double>();
        PolicySet? set = null;
        for (var i = 0; i < 7; i++)
        {
            var clock = Stopwatch.StartNew();
            (set, var problems) = PolicyCompiler.Compile(files);
            took.Add(clock.Elapsed.TotalMilliseconds);
            if (problems.Count > 0)
                throw new InvalidOperationException(problems[0].ToString());
        }

        Print($"compile {Peers} peers ({files.Sum(file => file.Text.Length) / 1024.0 / 1024.0:0.0} MiB): first {took[0]:0} ms, median {took.Order().ElementAt(took.Count / 2):0} ms (goal: 1000)");
        return set!;
    }

    private static void Decide(string name, PolicySet set, RequestFacts facts)
    {
        var standing = set.StandingOf(facts.Peer, Now);
        for (var i = 0; i < Decisions; i++) // for the just-in-time compiler
            _ = set.Decide(facts, standing, Now);

        var octets = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Decisions; i++)
            _ = set.Decide(facts, standing, Now);
        var took = clock.Elapsed;
        octets = GC.GetAllocatedBytesForCurrentThread() - octets;
        Print($"decide a {name}: {took.TotalMicroseconds / Decisions:0.00} µs, {octets / Decisions} octets allocated, {set.Decide(facts, standing, Now).Rule} (goal: 2 µs, 0)");
    }

    private static string PeersText()
    {
        var text = new StringBuilder("peers:\n");
        for (var i = 0; i < Peers; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - host: peer{i}.example\n    attests: [t]\n    reviewed: 2026-11-01\n");
        return text.ToString();
    }

    private static string RulesText()
    {
        var text = new StringBuilder("terms: { t: { commits: { use: train-ai, party: operator, scope: received, value: no } } }\nrules:\n");
        for (var i = 0; i < 900; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: peer {i}, when: {{ peer: [blocked{i}.example, \"*.blocked{i}.example\"] }}, then: refuse }}\n");
        for (var i = 0; i < 90; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: type {i}, when: {{ delivery: [Type{i}] }}, then: refuse }}\n");
        for (var i = 0; i < 10; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: body {i}, when: {{ delivery: [Note{i}], keywords: word{i} }}, then: refuse }}\n");
        return text.Append("  - { name: committed, when: { committed: [t] }, then: allow }\n").ToString();
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
