using CsCheck;

namespace FedFilter.Signatures.Tests;

public sealed class FairQuotaTests
{
    [Fact]
    public void a_holder_has_at_most_its_share()
    {
        var quota = new FairQuota(each: 10, all: 100);

        Assert.True(quota.TryTake("a", 10));
        Assert.False(quota.TryTake("a", 1));
        Assert.True(quota.TryTake("b", 10));
        quota.Return("a", 3);
        Assert.True(quota.TryTake("a", 3));
        Assert.Equal(20, quota.Taken);
    }

    [Fact]
    public void all_together_have_at_most_the_sum_and_what_is_given_back_can_be_taken_again()
    {
        var quota = new FairQuota(each: 10, all: 40);
        Assert.True(quota.TryTake(null, 36));

        Assert.False(quota.TryTake(null, 5));
        Assert.False(quota.TryTake("a", 2));
        Assert.True(quota.TryTake("a", 1));
        Assert.True(quota.TryTake(null, 3));
        Assert.False(quota.TryTake("b", 1));
        quota.Return(null, 39);
        quota.Return("a", 1);

        Assert.Equal(0, quota.Taken);
        Assert.True(quota.TryTake("b", 10));
    }

    [Fact]
    public void greedy_holders_leave_room_for_a_modest_one()
    {
        var quota = new FairQuota(each: 32 << 20, all: 128 << 20);
        foreach (var greedy in Enumerable.Range(0, 20))
            while (quota.TryTake($"greedy {greedy}", 4096))
                continue;

        Assert.True(quota.Taken > 120 << 20, "they are not greedy");
        Assert.True(quota.TryTake("modest", 64 << 10));
    }

    [Fact]
    public void no_order_of_takes_and_returns_goes_beyond_the_limits() => Gen.Select(Gen.Int[0, 5], Gen.Int[1, 12], Gen.Bool).Array[0, 200].Sample(steps =>
    {
        var quota = new FairQuota(each: 20, all: 50);
        var held = new Dictionary<string, List<int>>();
        foreach (var (who, amount, takes) in steps)
        {
            var mine = held.TryGetValue($"{who}", out var list) ? list : held[$"{who}"] = [];
            if (takes && quota.TryTake($"{who}", amount))
                mine.Add(amount);
            else if (!takes && mine.Count > 0)
            {
                quota.Return($"{who}", mine[^1]);
                mine.RemoveAt(mine.Count - 1);
            }

            Assert.True(mine.Sum() <= 20);
            Assert.Equal(held.Values.Sum(amounts => amounts.Sum()), quota.Taken);
            Assert.True(quota.Taken <= 50);
        }
    });
}
