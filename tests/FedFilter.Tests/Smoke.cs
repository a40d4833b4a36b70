namespace FedFilter.Tests;

public sealed class Smoke
{
    [Fact]
    public void runs() => Assert.Equal(2, 1 + 1);
}
