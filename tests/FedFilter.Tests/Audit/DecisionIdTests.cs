using FedFilter.Audit;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Audit;

public sealed class DecisionIdTests
{
    [Fact]
    public void ids_sort_by_time_and_differ_within_one_instant()
    {
        var time = new FakeTimeProvider();
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(DecisionId.New(time));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.NotEqual(DecisionId.New(time), DecisionId.New(time));
        Assert.All(ids, id => Assert.Equal(id, DecisionId.Normalise(id)));
    }

    [Fact]
    public void no_two_of_many_ids_of_one_instant_are_the_same()
    {
        var time = new FakeTimeProvider();

        Assert.Equal(5000, Enumerable.Range(0, 5000).Select(_ => DecisionId.New(time)).Distinct().Count());
    }

    [Theory]
    [InlineData("01M86M8EZED24F657PZVMPNZAT")]
    [InlineData(" 01m86m8ezed24f657pzvmpnzat ")]
    [InlineData("olm86m8ezed24f657pzvmpnzat")] // read aloud: o for 0, l for 1
    [InlineData("01m86-m8ezed2-4f657pzv-mpnzat")]
    public void what_a_person_types_is_understood(string text) => Assert.Equal("01m86m8ezed24f657pzvmpnzat", DecisionId.Normalise(text));

    [Theory]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("01m86m8ezed24f657pzvmpnza'")]
    public void anything_else_is_no_id(string text) => Assert.Null(DecisionId.Normalise(text));
}
