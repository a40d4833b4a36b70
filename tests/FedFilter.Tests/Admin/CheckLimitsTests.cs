using FedFilter.Admin;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Admin;

public sealed class CheckLimitsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void a_host_has_one_turn_in_ten_minutes_whoever_asks()
    {
        var limits = new CheckLimits(_time);

        Assert.Null(limits.Take("a.example", "192.0.2.0/24"));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(6), limits.Take("a.example", "198.51.100.0/24"));
        Assert.Null(limits.Take("b.example", "198.51.100.0/24"));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(limits.Take("a.example", "198.51.100.0/24"));
    }

    [Fact]
    public void a_network_has_five_turns_an_hour()
    {
        var limits = new CheckLimits(_time);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(limits.Take($"{i}.example", "192.0.2.0/24"));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(TimeSpan.FromMinutes(55), limits.Take("a.example", "192.0.2.0/24"));
        Assert.Null(limits.WaitFor("a.example", "198.51.100.0/24"));
        _time.Advance(TimeSpan.FromMinutes(55));
        Assert.Null(limits.Take("a.example", "192.0.2.0/24"));
        Assert.Equal(TimeSpan.FromMinutes(1), limits.Take("b.example", "192.0.2.0/24"));
    }

    [Fact]
    public void all_together_have_a_thousand_turns_a_day()
    {
        var limits = new CheckLimits(_time);
        for (var i = 0; i < 1000; i++)
            Assert.Null(limits.Take($"{i}.example", $"10.0.{i}.0/24"));

        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(TimeSpan.FromHours(1), limits.Take("a.example", "192.0.2.0/24"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(limits.Take("a.example", "192.0.2.0/24"));
    }

    [Fact]
    public void what_is_turned_away_takes_no_turn()
    {
        var limits = new CheckLimits(_time);
        Assert.Null(limits.Take("a.example", "192.0.2.0/24"));
        for (var i = 0; i < 10; i++)
            Assert.NotNull(limits.Take("a.example", "192.0.2.0/24"));

        for (var i = 0; i < 4; i++)
            Assert.Null(limits.Take($"{i}.example", "192.0.2.0/24"));
    }
}
