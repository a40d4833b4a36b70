using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>What came of reading fedfilter.yaml: settings, or every problem in it.</summary>
internal sealed record SettingsResult(Settings? Settings, IReadOnlyList<Problem> Problems);

/// <summary>Reads fedfilter.yaml with the environment laid over it.</summary>
internal static class SettingsFile
{
    public const string DefaultName = "fedfilter.yaml";

    public static SettingsResult Load(string path)
    {
        try
        {
            var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                .Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value ?? ""));
            return Read(Path.GetFullPath(path), File.ReadAllText(path), environment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var cure = e is FileNotFoundException or DirectoryNotFoundException ? "`fedfilter init` writes one; --config names another" : "check its permissions";
            return new SettingsResult(null, [new Problem(new Place(path, 0, 0), $"cannot be read: {e.Message} ({cure})")]);
        }
    }

    public static SettingsResult Read(string path, string text, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var problems = new List<Problem>();
        var root = YamlReader.Read(path, text, problems);
        if (root is null)
            return new SettingsResult(null, problems);
        if (EnvironmentOverlay.Apply(root, environment) is not YamlMap map)
            return new SettingsResult(null, [new Problem(root.Place, "the file must be a map of sections, such as `gateway:`")]);

        var fields = new YamlFields(map, problems);
        var folder = Path.GetDirectoryName(path)!;
        var gateway = GatewaySection.Read(fields.Map("gateway"), new Place(path, 1, 1), folder, problems);
        var egress = EgressSection.Read(fields.Map("egress"), gateway, problems);
        var relay = RelaySection.Read(fields.Map("relay"), gateway, problems);
        var network = NetworkSection.Read(fields.Map("network"), folder, problems);
        var audit = AuditSettings.Read(fields.Map("audit"));
        var notify = NotifySection.Read(fields, network, problems);
        var later = LaterSections.Read(fields, problems);
        var data = Path.GetFullPath(fields.Text("data") ?? "./data", folder);
        var policies = Path.GetFullPath(fields.Text("policies") ?? "./policies", folder);
        var debug = fields.OneOf("log", ("normal", false), ("debug", true)) ?? false;
        fields.NoOthers();
        if (problems.Count > 0 || gateway is null)
            return new SettingsResult(null, Problem.InOrder(problems));

        later = [.. later, .. audit.NotActedOn];
        return new SettingsResult(
            new Settings
            {
                File = path,
                Data = data,
                Policies = policies,
                Gateway = gateway,
                Egress = egress,
                Relay = relay,
                Network = network,
                Debug = debug,
                Audit = audit,
                Notify = notify,
                NotActedOn = later,
            },
            []);
    }
}
