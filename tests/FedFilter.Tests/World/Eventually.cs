using System.Diagnostics;

namespace FedFilter.Tests.World;

internal static class Eventually
{
    /// <summary>Waits until something holds, for at most ten seconds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10), "It did not come about within ten seconds.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
