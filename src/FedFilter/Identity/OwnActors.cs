using FedFilter.Configuration;

namespace FedFilter.Identity;

/// <summary>One actor for each origin.</summary>
internal sealed class OwnActors
{
    private readonly Dictionary<string, OwnActor> _byHost;

    private OwnActors(OwnKeys keys, IEnumerable<OriginSettings> origins) =>
        _byHost = origins.ToDictionary(origin => origin.Host, origin => new OwnActor(origin.Scheme, origin.Host, keys), StringComparer.Ordinal);

    public OwnActor Of(OriginSettings origin) => _byHost[origin.Host];

    /// <summary>Reads the keys, making them first if they are not there.</summary>
    /// <exception cref="FedFilterStartException">The keys cannot be had.</exception>
    public static OwnActors Load(Settings settings) => new(OwnKeys.Load(settings.Data), settings.Gateway.Origins);
}
