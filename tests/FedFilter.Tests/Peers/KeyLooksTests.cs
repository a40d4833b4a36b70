using FedFilter.Peers;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

public sealed class KeyLooksTests
{
    private static readonly string[] Machines = ["a", "b", "c", "d", "e"];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly KeyLooks _looks;

    public KeyLooksTests() => _looks = new KeyLooks(_time);

    [Fact]
    public void a_machine_has_one_look_a_minute()
    {
        Assert.True(Take("a"));
        Assert.False(Take("a"));

        _time.Advance(KeyLooks.Every);

        Assert.True(Take("a"));
    }

    [Fact]
    public void a_network_has_four_and_a_machine_that_the_host_was_seen_to_send_from_one_of_its_own()
    {
        Assert.Equal([true, true, true, true, false], Machines.Select(machine => Take(machine)));

        Assert.False(Take("owner"));
        Assert.True(Take("owner", isKnown: true));
        Assert.True(_looks.TryTake("another key", "e", "net", isKnown: false));
        Assert.True(_looks.TryTake("key", "e", "another net", isKnown: false));
    }

    [Fact]
    public void what_verified_gives_its_look_back()
    {
        Take("a");
        _looks.GiveBack("key", "a", "net");

        Assert.Equal([true, true, true, true, false], Machines.Select(machine => Take(machine)));
    }

    private bool Take(string machine, bool isKnown = false) => _looks.TryTake("key", machine, "net", isKnown);
}
