using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FedFilter.Tests.Freeze;

/// <summary>The instruments of a program with every part: name, kind, type, meter, unit, tags and description.</summary>
public sealed class MetricTests
{
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);

    [Fact]
    public async Task the_metrics_are_as_approved()
    {
        using var listener = new MeterListener { InstrumentPublished = Published };
        listener.SetMeasurementEventCallback<long>(Measured);
        listener.SetMeasurementEventCallback<int>(Measured);
        listener.SetMeasurementEventCallback<double>(Measured);
        listener.Start();
        await using var world = await EveryPart.StartAsync();

        MeasureAll(world.Gateway.Services);
        listener.RecordObservableInstruments();

        Approved.Lines("metrics.txt", _instruments.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Line(pair.Value)));
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (!instrument.Meter.Name.StartsWith("FedFilter", StringComparison.Ordinal))
            return;
        _instruments[instrument.Name] = instrument;
        listener.EnableMeasurementEvents(instrument);
    }

    private void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        _tags[instrument.Name] = string.Join(", ", tags.ToArray().Select(tag => tag.Key).Order(StringComparer.Ordinal));

    private string Line(Instrument instrument)
    {
        var type = instrument.GetType();
        return $"{instrument.Name}: {type.Name.Split('`')[0]} of {type.GenericTypeArguments[0].Name}, meter {instrument.Meter.Name}, unit {instrument.Unit ?? "none"}, "
            + $"tags {(_tags.TryGetValue(instrument.Name, out var tags) ? tags is "" ? "none" : tags : "never measured")}: {instrument.Description}";
    }

    /// <summary>Calls each method of each service that holds an instrument, so that every instrument records once with its tags.</summary>
    private static void MeasureAll(IServiceProvider services)
    {
        foreach (var type in typeof(FedFilterHost).Assembly.GetTypes().Where(HasInstrument))
            if (services.GetService(type) is { } metrics)
                foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName && method.Name != nameof(IDisposable.Dispose)))
                    method.Invoke(metrics, [.. method.GetParameters().Select(parameter => Sample(parameter.ParameterType))]);
    }

    private static bool HasInstrument(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Any(field => field.FieldType.IsSubclassOf(typeof(Instrument)));

    private static object Sample(Type type) =>
        type == typeof(string) ? "x" : type == typeof(int) ? 1 : type == typeof(long) ? 1L : RuntimeHelpers.GetUninitializedObject(type);
}
