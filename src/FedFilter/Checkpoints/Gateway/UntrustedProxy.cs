using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using FedFilter.Configuration;
using FedFilter.Network;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// A proxy in front that is not among <c>gateway.trusted-proxies</c>: everyone behind it is one client, and shares the limits of one. It shows
/// by an X-Forwarded-For from an address that is not trusted. Logged once, and kept in a small file for <c>doctor</c>.
/// </summary>
internal sealed class UntrustedProxy(Settings settings, TimeProvider time, ILogger<UntrustedProxy> log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    private long _writtenAt;
    private int _logged;
    private volatile bool _isPrivate;

    /// <summary>Looks at one request; costs a look at one header where all is well.</summary>
    public void Look(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("X-Forwarded-For") || context.Connection.RemoteIpAddress is not { } address)
            return;
        var proxy = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (ForwardedChain.IsTrusted(proxy, settings.Gateway.TrustedProxies))
            return;

        // Anyone on the Internet can send the header without being a proxy, and must not hide one.
        if (!AddressRules.IsPublic(proxy))
            _isPrivate = true;
        else if (_isPrivate)
            return;
        Note(proxy);
    }

    private void Note(IPAddress proxy)
    {
        var now = time.GetUtcNow();
        var last = Interlocked.Read(ref _writtenAt);
        if (now.UtcTicks - last < Pace.Ticks || Interlocked.CompareExchange(ref _writtenAt, now.UtcTicks, last) != last)
            return;
        if (Interlocked.Exchange(ref _logged, 1) == 0)
            GatewayLog.ProxyNotTrusted(log, proxy);
        try
        {
            WholeFile.WritePrivate(FileOf(settings.Data), JsonSerializer.Serialize(new UntrustedProxyUse(now, $"{proxy}"), UntrustedProxyJson.Default.UntrustedProxyUse));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.ProxyNotKept(log, FileOf(settings.Data), e.Message);
        }
    }

    /// <summary>The last one that is still not trusted; null where there was none, or none that can be read.</summary>
    public static UntrustedProxyUse? Read(Settings settings)
    {
        try
        {
            var use = JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(settings.Data)), UntrustedProxyJson.Default.UntrustedProxyUse);
            return use is not null && IPAddress.TryParse(use.Address, out var proxy) && !ForwardedChain.IsTrusted(proxy, settings.Gateway.TrustedProxies) ? use : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string FileOf(string dataFolder) => Path.Combine(dataFolder, "untrusted-proxy.json");
}

/// <summary>A request with X-Forwarded-For from an address that is not trusted.</summary>
/// <param name="At">When.</param>
/// <param name="Address">From where.</param>
internal sealed record UntrustedProxyUse(DateTimeOffset At, string Address);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UntrustedProxyUse))]
internal sealed partial class UntrustedProxyJson : JsonSerializerContext;
