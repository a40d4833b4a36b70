using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Benchmarks;

/// <summary>One decision by the large policy: the goal is 2 µs, and nothing allocated.</summary>
[MemoryDiagnoser, MedianColumn]
public class DecideCost
{
    private PolicySet _set = null!;
    private Standing _standing = null!;

    [GlobalSetup]
    public void Compile()
    {
        _set = LargePolicy.Compile();
        _standing = _set.StandingOf(LargePolicy.Fetch.Peer, LargePolicy.Now);
    }

    [Benchmark]
    public Decision Fetch() => _set.Decide(LargePolicy.Fetch, _standing, LargePolicy.Now);

    [Benchmark]
    public Decision Delivery() => _set.Decide(LargePolicy.Delivery, _standing, LargePolicy.Now);

    [Benchmark(Description = "Standing and fetch")]
    public Decision StandingAndFetch() => _set.Decide(LargePolicy.Fetch, _set.StandingOf(LargePolicy.Fetch.Peer, LargePolicy.Now), LargePolicy.Now);

    /// <summary>In this process: a generated project would need packages of its own, which the lock files do not know.</summary>
    public static int Run()
    {
        var artifacts = Path.Combine(Path.GetTempPath(), "fedfilter-benchmarks");
        var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15)).WithArtifactsPath(artifacts);
        return BenchmarkRunner.Run<DecideCost>(config).Reports.All(report => report.Success) ? 0 : 1;
    }
}
