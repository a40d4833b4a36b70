using FedFilter.Configuration;

namespace FedFilter.Identity;

/// <summary>One actor for each origin.</summary>
internal sealed class OwnActors
{
    private readonly Dictionary<string, OwnActor> _byHost;

    private OwnActors(OwnKeys keys, IEnumerable<OriginSettings> origins)
    {
        Ed25519 = Multikey.OfEd25519(keys.Ed25519Public);
        _byHost = origins.ToDictionary(origin => origin.Host, origin => new OwnActor(origin.Scheme, origin.Host, keys), StringComparer.Ordinal);
    }

    /// <summary>The Ed25519 key, as it stands in the actors' documents.</summary>
    public string Ed25519 { get; }

    public OwnActor Of(OriginSettings origin) => _byHost[origin.Host];

    /// <summary>Reads the keys, making them first if they are not there.</summary>
    /// <exception cref="FedFilterStartException">The keys cannot be had.</exception>
    public static OwnActors Load(Settings settings)
    {
        var keys = OwnKeys.Load(settings.Data);
        try
        {
            return new OwnActors(keys, settings.Gateway.Origins);
        }
        catch (FormatException e)
        {
            throw new FedFilterStartException($"{OwnKeys.RsaFile(settings.Data)}: {e.Message} Put it back, or move it away and run `fedfilter keys generate`.");
        }
    }
}
