using System.Diagnostics;
using FedFilter.Tests.World;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests;

/// <summary>The lines that strangers can cause in the log.</summary>
public sealed class LogLinesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void one_line_of_each_kind_is_written_a_minute_and_the_others_are_counted()
    {
        var lines = New();

        Assert.Equal("fail: FedFilter.Checkpoints.Gateway.EdgeMiddleware[1] it failed\n", Write(lines, "it failed"));
        for (var i = 0; i < 2000; i++)
            Assert.Equal("", Write(lines, $"it failed {i}"));
        Assert.NotEqual("", Write(lines, "something else", id: 2));
        _time.Advance(LogLines.Interval);

        Assert.Contains("(2000 more of this kind", Write(lines, "it failed"));
        Assert.Equal("", Write(lines, "it failed"));
    }

    [Fact]
    public void an_exception_is_its_type_its_place_and_its_message_and_no_stack_trace()
    {
        var lines = New();

        var line = Write(lines, "Request 1 failed.", Thrown(() => throw new InvalidOperationException("of\na sort")));

        Assert.Single(line.TrimEnd('\n').Split('\n'));
        Assert.Contains("System.InvalidOperationException in FedFilter.Tests.LogLinesTests", line);
        Assert.EndsWith(": of a sort\n", line);
        Assert.DoesNotContain("   at ", line);
    }

    [Fact]
    public void exceptions_of_another_place_are_another_kind()
    {
        var lines = New();

        Assert.NotEqual("", Write(lines, "failed", Thrown(() => throw new InvalidOperationException("one"))));
        Assert.NotEqual("", Write(lines, "failed", Thrown(Throw)));
        Assert.NotEqual("", Write(lines, "failed", Thrown(() => throw new FormatException("one"))));
        Assert.Equal("", Write(lines, "failed", Thrown(Throw)));
    }

    [Fact]
    public void with_debug_the_stack_trace_follows()
    {
        var line = Write(New(stackTraces: true), "failed", Thrown(() => throw new InvalidOperationException("one")));

        Assert.Contains("   at FedFilter.Tests.LogLinesTests", line);
    }

    [Fact]
    public void text_chosen_by_peers_is_bounded_and_free_of_control_characters()
    {
        var line = Write(New(), $"host \u001b[31m\u202e{new string('x', 100_000)}", new InvalidOperationException(new string('y', 100_000) + "\r\nfail: forged"));

        Assert.DoesNotContain('\u001b', line);
        Assert.DoesNotContain('\u202e', line);
        Assert.Single(line.TrimEnd('\n').Split('\n'));
        Assert.InRange(line.Length, LogLines.LongestLine, LogLines.LongestLine + LogLines.LongestMessage + 300);
    }

    [Fact]
    public void the_kinds_that_are_remembered_are_bounded_too()
    {
        var lines = New();

        var written = Enumerable.Range(0, 10_000).Count(id => Write(lines, "failed", id: id) != "");

        Assert.Equal(LogLines.MostKinds, written);
        _time.Advance(LogLines.Interval);
        Assert.NotEqual("", Write(lines, "failed", id: 20_000));
    }

    [Theory]
    [InlineData("FedFilter.Configuration.PolicyWatch", LogLevel.Error)]
    [InlineData("FedFilter.Audit.HeadSigner", LogLevel.Critical)]
    public void lines_caused_by_the_admin_and_critical_lines_are_always_written(string category, LogLevel level)
    {
        var lines = New();

        Assert.All(Enumerable.Range(0, 5), _ => Assert.NotEqual("", Write(lines, "a problem", category: category, level: level)));
    }

    [Fact]
    public async Task an_origin_that_is_down_is_one_line_for_many_requests()
    {
        await using var world = await ServedWorld.StartAsync();
        await world.Origin.DisposeAsync();
        for (var i = 0; i < 30; i++)
            using (var answer = await world.Outside.FetchAsync("/about", null))
                Assert.Equal(502, (int)answer.StatusCode);
        var said = await world.StopAsync();

        var line = Assert.Single(said, line => line.Contains("OriginFailureMiddleware", StringComparison.Ordinal));
        Assert.StartsWith("warn: FedFilter.Checkpoints.Gateway.OriginFailureMiddleware[2] The origin behind social.example did not answer", line);
        Assert.DoesNotContain(said, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    private LogLines New(bool stackTraces = false) => new(_time, Options.Create(new LogLinesOptions { StackTraces = stackTraces }));

    private static string Write(
        LogLines lines, string message, Exception? exception = null, int id = 1, string category = "FedFilter.Checkpoints.Gateway.EdgeMiddleware", LogLevel level = LogLevel.Error)
    {
        using var text = new StringWriter { NewLine = "\n" };
        lines.Write(new LogEntry<string>(level, category, new EventId(id), message, exception, static (state, _) => state), null, text);
        return text.ToString();
    }

    private static Exception Thrown(Action action)
    {
        try
        {
            action();
            throw new UnreachableException();
        }
        catch (Exception e) when (e is not UnreachableException)
        {
            return e;
        }
    }

    private static void Throw() => throw new InvalidOperationException("two");
}
