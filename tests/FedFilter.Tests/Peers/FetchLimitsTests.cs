using FedFilter.Peers;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

/// <summary>Who may have how many keys looked up, by a clock that is turned.</summary>
public sealed class FetchLimitsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly FetchLimits _limits;

    public FetchLimitsTests() => _limits = new FetchLimits(_time);

    [Fact]
    public void large_servers_are_not_hit_when_fifty_new_actors_a_second_send_for_two_minutes()
    {
        // Until the first signature has verified, nothing is known of the network; that takes less than two seconds here.
        for (var tenth = 0; tenth < 1200; tenth++)
        {
            for (var host = 0; host < 3; host++)
                for (var actor = 0; actor < 5; actor++)
                    Assert.True(_limits.TryTake($"198.51.{host}.0/24", $"large{host}.example", tenth < 20 ? Acquaintance.None : Acquaintance.Network));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public void a_server_nobody_knows_may_delete_three_hundred_accounts_at_once()
    {
        for (var i = 0; i < 300; i++)
            Assert.True(_limits.TryTake("198.51.100.0/24", "gone.example", Acquaintance.None));
    }

    [Fact]
    public void nobody_can_use_up_what_a_server_that_was_seen_may_have_in_its_own_network()
    {
        for (var network = 0; network < 200; network++)
            for (var i = 0; i < 500; i++)
                _limits.TryTake($"203.0.{network}.0/24", "good.example", Acquaintance.Host);
        Assert.False(_limits.TryTake("203.1.0.0/24", "good.example", Acquaintance.Host));

        for (var i = 0; i < 300; i++)
            Assert.True(_limits.TryTake("198.51.100.0/24", "good.example", Acquaintance.Network));
    }

    [Fact]
    public void a_server_that_was_seen_has_a_larger_allowance_of_which_one_network_gets_a_part()
    {
        Assert.Equal(400, Taken("203.0.113.0/24", "good.example", Acquaintance.Host, 5000));

        var elsewhere = Enumerable.Range(0, 20).Sum(network => Taken($"203.1.{network}.0/24", "good.example", Acquaintance.Host, 500));
        var stranger = Enumerable.Range(0, 20).Sum(network => Taken($"203.2.{network}.0/24", "stranger.example", Acquaintance.None, 500));

        Assert.Equal((3600, 800), (elsewhere, stranger));
    }

    [Fact]
    public void one_network_does_not_reach_any_number_of_hosts()
    {
        Assert.Equal(1200, Enumerable.Range(0, 5000).Count(i => _limits.TryTake("203.0.113.0/24", $"host{i}.example", Acquaintance.None)));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(10, Enumerable.Range(0, 5000).Count(i => _limits.TryTake("203.0.113.0/24", $"other{i}.example", Acquaintance.None)));
        Assert.True(_limits.TryTake("198.51.100.0/24", "host1.example", Acquaintance.None));
    }

    private int Taken(string network, string host, Acquaintance acquaintance, int tries) => Enumerable.Range(0, tries).Count(_ => _limits.TryTake(network, host, acquaintance));
}
