using System.Text.Json;
using System.Text.Json.Serialization;
using FedFilter.Configuration;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// When the origin last used the proxy: a server whose setting was lost in an update delivers past it without a sound. Kept as a small file,
/// written at most once a minute, so that <c>doctor</c> can tell.
/// </summary>
internal sealed class EgressSeen(Settings settings, TimeProvider time, ILogger<EgressSeen> log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private long _writtenAt;

    public void Note(string host)
    {
        var now = time.GetUtcNow();
        var last = Interlocked.Read(ref _writtenAt);
        if (now.UtcTicks - last < Pace.Ticks || Interlocked.CompareExchange(ref _writtenAt, now.UtcTicks, last) != last)
            return;
        var file = FileOf(settings.Data);
        try
        {
            WholeFile.WritePrivate(file, JsonSerializer.Serialize(new EgressUse(now, host), EgressUseJson.Default.EgressUse));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            EgressLog.NotKept(log, file, e.Message);
        }
    }

    /// <summary>The last use; null where there was none, or none that can be read.</summary>
    public static EgressUse? Read(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(dataFolder)), EgressUseJson.Default.EgressUse);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string FileOf(string dataFolder) => Path.Combine(dataFolder, "egress-last-use.json");
}

/// <summary>One use of the proxy.</summary>
/// <param name="At">When.</param>
/// <param name="Host">Where to.</param>
internal sealed record EgressUse(DateTimeOffset At, string Host);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EgressUse))]
internal sealed partial class EgressUseJson : JsonSerializerContext;
