using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FedFilter.Network;

/// <summary>Resolves a name to its addresses; in tests, to whatever the test says.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellation);

/// <summary>
/// Makes the connections of the one guarded client. The address is looked at when the connection is made, and it is the one connected
/// to: a name that changes its mind between the look and the connection changes nothing. TLS still sees the name.
/// </summary>
internal static class GuardedConnection
{
    public static SocketsHttpHandler Handler(NetworkOptions options, ResolveHost? resolve = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // each hop is checked and signed anew by DocumentClient
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 32,
            ConnectCallback = async (context, cancellation) => await ConnectAsync(options, resolve, context.DnsEndPoint, cancellation),
        };
        if (options.CaFiles.Count > 0)
            handler.SslOptions = TrustAlso(options.CaFiles);
        return handler;
    }

    /// <summary>A connection to a host that a stranger, or somebody's post, named.</summary>
    /// <exception cref="ForbiddenAddressException">It has an address that peers may not have.</exception>
    /// <exception cref="SocketException">It has none, or does not answer.</exception>
    public static async ValueTask<NetworkStream> ConnectAsync(NetworkOptions options, ResolveHost? resolve, DnsEndPoint target, CancellationToken cancellation)
    {
        resolve ??= static (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation);
        var host = target.Host.ToLowerInvariant();
        var port = target.Port;
        IPAddress[] addresses;
        if (options.Resolve.TryGetValue(host, out var known))
            (addresses, port) = ([known.Address], known.Port ?? port);
        else
            addresses = await resolve(host, cancellation);

        // One forbidden answer among public ones is how a name is made to slip through: all must be allowed.
        if (addresses.Length == 0 || !addresses.All(address => AddressRules.Allow(address, options.AllowPrivate)))
            throw new ForbiddenAddressException(host);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts what the system accepts, and besides it chains that end in one of the given roots; names are checked in both cases.</summary>
    private static SslClientAuthenticationOptions TrustAlso(IReadOnlyList<string> files)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in files)
            roots.ImportFromPemFile(file);
        return new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                if (errors == SslPolicyErrors.None)
                    return true;
                if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
                    return false;
                using var own = new X509Chain();
                own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                own.ChainPolicy.CustomTrustStore.AddRange(roots);
                own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                if (chain is not null)
                    foreach (var element in chain.ChainElements)
                        own.ChainPolicy.ExtraStore.Add(element.Certificate);
                return own.Build(leaf);
            },
        };
    }
}
