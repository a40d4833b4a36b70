namespace FedFilter.Configuration;

/// <summary>One server that the gateway guards.</summary>
internal sealed record OriginSettings
{
    /// <summary>Its public authority: canonical host, with the port only where it is not the scheme's default.</summary>
    public required string Host { get; init; }

    /// <summary>How the public reaches it: <c>https</c>, or <c>http</c> for tests.</summary>
    public required string Scheme { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required IReadOnlyList<Uri> Upstream { get; init; }

    /// <summary>Path prefix to upstreams of its own.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Uri>> Paths { get; init; }

    /// <summary>Requests with a body may take a connection that was used before, also where the server does not announce that it keeps them open.</summary>
    public bool ReusesConnections { get; init; }

    /// <summary>Its own users' clients may send activities to their outboxes and read their inboxes by ActivityPub's client API.</summary>
    public bool ClientToServer { get; init; }

    /// <summary>The preset of its software.</summary>
    public OriginSoftware Software { get; init; } = OriginSoftware.Any;

    /// <summary>How it reads deliveries, where that is set; else its software says.</summary>
    public OriginReads? ConfiguredReads { get; init; }

    /// <summary>How it reads deliveries.</summary>
    public OriginReads Reads => ConfiguredReads ?? Software.Reads;

    /// <summary>What the origin promises of itself; null if nothing.</summary>
    public CommitsSettings? Commits { get; init; }

    /// <summary>The first upstream for a path, by the longest prefix in <see cref="Paths"/>.</summary>
    public Uri UpstreamOf(string path) => Paths
        .Where(pair => path == pair.Key.TrimEnd('/') || path.StartsWith(pair.Key.TrimEnd('/') + "/", StringComparison.Ordinal))
        .OrderByDescending(pair => pair.Key.Length)
        .Select(pair => pair.Value)
        .FirstOrDefault(Upstream)[0];

    /// <summary>The public address of one of its paths.</summary>
    public Uri Url(string path) => new($"{Scheme}://{Host}{path}");
}
