using FedFilter.Benchmarks;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>The limits for strangers let large servers pass; `-- honest` of the benchmarks takes ten times as long.</summary>
public sealed class HonestServersTests
{
    [Fact]
    public async Task fifty_unknown_actors_a_second_of_three_large_servers_and_300_deleted_accounts_at_once_all_pass()
    {
        await using var honest = await Honest.StartAsync();

        await honest.SendAsync(Honest.Long / 10);

        var all = (Honest.PerSecond * (int)(Honest.Long / 10).TotalSeconds) + Honest.Deletes;
        Assert.Equal($"{all} times 202", string.Join(", ", honest.Answers.Select(answer => $"{answer.Value} times {answer.Key}")));
    }
}
