using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace FedFilter;

/// <summary>
/// Writes each event as one line that is bounded and free of control characters. Events that strangers can cause are written once a minute per kind,
/// with the number of those left out. An exception is its type, the method it came from and its message, without a stack trace.
/// </summary>
internal sealed class LogLines(TimeProvider time, IOptions<LogLinesOptions> options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "fedfilter";

    public const int LongestLine = 1000;
    public const int LongestMessage = 200;
    public const int MostKinds = 256;

    /// <summary>Events of one kind are written this far apart.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Categories whose events follow from the admin's own files: each of their lines is written.</summary>
    private static readonly string[] Unlimited =
        ["FedFilter.Configuration.", "FedFilter.Lists.", "FedFilter.OwnCommitments.", "FedFilter.Checkpoints.Gateway.OriginDiscovery"];

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Category, int Event, string? Place), (DateTimeOffset At, int LeftOut)> _written = [];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (cause, category) = (logEntry.Exception?.GetBaseException(), logEntry.Category);
        var place = cause is null ? null : $"{cause.GetType().FullName} in {Place(cause)}";
        var leftOut = 0;
        if (logEntry.LogLevel != LogLevel.Critical && !Unlimited.Any(prefix => category.StartsWith(prefix, StringComparison.Ordinal))
            && !Begin((category, logEntry.EventId.Id, place), out leftOut))
            return;

        var line = new StringBuilder($"{Level(logEntry.LogLevel)}: {category}[{logEntry.EventId.Id}] ");
        AppendClean(line, logEntry.Formatter(logEntry.State, logEntry.Exception), LongestLine);
        if (cause is not null)
            AppendClean(line.Append(CultureInfo.InvariantCulture, $" {place}: "), cause.Message, LongestMessage);
        if (leftOut > 0)
            line.Append(CultureInfo.InvariantCulture, $" ({leftOut} more of this kind since it was last logged)");
        textWriter.WriteLine(line);
        if (options.Value.StackTraces && logEntry.Exception is { } exception)
            textWriter.WriteLine(exception);
    }

    /// <summary>Whether an event of this kind is written, and how many were left out before it.</summary>
    private bool Begin((string, int, string?) kind, out int leftOut)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_written.Count >= MostKinds && !_written.ContainsKey(kind))
                foreach (var (old, _) in _written.Where(written => now - written.Value.At >= Interval).ToArray())
                    _written.Remove(old);
            var isKnown = _written.TryGetValue(kind, out var last);
            leftOut = last.LeftOut;
            if (isKnown && now - last.At < Interval)
            {
                _written[kind] = (last.At, last.LeftOut + 1);
                return false;
            }

            if (!isKnown && _written.Count >= MostKinds)
                return false;
            _written[kind] = (now, 0);
            return true;
        }
    }

    /// <summary>The innermost method of FedFilter's own on the way of an exception.</summary>
    private static string Place(Exception exception)
    {
        var methods = new StackTrace(exception).GetFrames().Select(frame => frame.GetMethod()).Where(method => method?.DeclaringType is not null).ToList();
        var method = methods.Find(method => method!.DeclaringType!.FullName!.StartsWith("FedFilter", StringComparison.Ordinal)) ?? methods.FirstOrDefault();
        return method is null ? "an unknown method" : $"{method.DeclaringType!.FullName}.{method.Name}";
    }

    private static void AppendClean(StringBuilder line, string text, int longest)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (--longest < 0)
            {
                line.Append('…');
                return;
            }

            var isPlain = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            line.Append(isPlain ? rune.ToString() : rune.Value is '\r' or '\n' or '\t' ? " " : "\uFFFD");
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}

/// <summary>Options of <see cref="LogLines"/>.</summary>
internal sealed class LogLinesOptions : ConsoleFormatterOptions
{
    /// <summary>True with <c>log: debug</c>.</summary>
    public bool StackTraces { get; set; }
}
