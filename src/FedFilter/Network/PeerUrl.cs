namespace FedFilter.Network;

/// <summary>Addresses on a peer.</summary>
internal static class PeerUrl
{
    /// <param name="peer">Its canonical host, with a port if it has one of its own.</param>
    /// <param name="path">Beginning with a slash.</param>
    /// <param name="network">Tells which hosts are reached by plain http.</param>
    public static Uri Of(string peer, string path, NetworkOptions network)
    {
        var secure = new Uri($"https://{peer}{path}");
        return network.AllowHttp.Contains(secure.IdnHost) ? new Uri($"http://{peer}{path}") : secure;
    }
}
