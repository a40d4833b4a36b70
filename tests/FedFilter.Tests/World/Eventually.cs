using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.World;

internal static class Eventually
{
    /// <summary>Waits until something holds, for at most a minute: that is long, and only a test that fails waits for it.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "It did not come about within a minute.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// Turns the clock on, second by second, until something holds; gives back how far. When the program looks at the clock is for the
    /// scheduler to say, so that nobody knows how far it has to be turned.
    /// </summary>
    public static async Task<TimeSpan> TurnUntilAsync(this FakeTimeProvider time, Func<bool> condition)
    {
        var began = time.GetUtcNow();
        await HoldsAsync(() =>
        {
            if (condition())
                return Task.FromResult(true);
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(false);
        });
        return time.GetUtcNow() - began;
    }
}
