using FedFilter.Checkpoints;
using FedFilter.Policy;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints;

public sealed class RateBucketsTests
{
    private static readonly Rate ThreeAMinute = new(3, TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void so_many_pass_at_once_and_then_one_each_interval()
    {
        var buckets = new RateBuckets(_time);

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(buckets.Take("rule", "a.example", ThreeAMinute)));
        Assert.Equal(TimeSpan.FromSeconds(20), buckets.Take("rule", "a.example", ThreeAMinute));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(buckets.Take("rule", "a.example", ThreeAMinute));
        Assert.NotNull(buckets.Take("rule", "a.example", ThreeAMinute));
    }

    [Fact]
    public void a_bucket_is_of_one_rule_and_one_peer()
    {
        var buckets = new RateBuckets(_time);
        for (var i = 0; i < 3; i++)
            buckets.Take("rule", "a.example", ThreeAMinute);

        Assert.Null(buckets.Take("rule", "b.example", ThreeAMinute));
        Assert.Null(buckets.Take("other", "a.example", ThreeAMinute));
        Assert.NotNull(buckets.Take("rule", "a.example", ThreeAMinute));
    }

    [Fact]
    public void any_number_of_peers_leaves_the_emptiest_bucket_where_it_is()
    {
        var buckets = new RateBuckets(_time);
        for (var i = 0; i < 3; i++)
            buckets.Take("rule", "a.example", ThreeAMinute);

        for (var i = 0; i < 250_000; i++)
            buckets.Take("rule", $"{i}.example", ThreeAMinute);

        Assert.NotNull(buckets.Take("rule", "a.example", ThreeAMinute));
    }
}
