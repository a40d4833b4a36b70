using System.Diagnostics;
using System.Text;
using FedFilter.Policy.Activities;

namespace FedFilter.Policy.Tests;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("cafe\u0301 \u1e9b\u0323", "caf\u00e9 \u1e69")]
    [InlineData("\u0e01\u0e34\u0e48 \u0915\u094d\u0937\u093f", "\u0e01\u0e34\u0e48 \u0915\u094d\u0937\u093f")]
    public void marks_of_ordinary_text_are_kept(string text, string normal) => Assert.Equal(normal, Folding.Normalise(text));

    [Fact]
    public void a_letter_with_any_number_of_marks_costs_no_more_than_its_length()
    {
        var text = new StringBuilder("a").Insert(1, "\u0301\u0316", 130_000).ToString();
        var watch = Stopwatch.StartNew();

        var normal = Folding.Normalise(text);

        Assert.InRange(normal.Length, 20, 40);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
