using System.Reflection;

namespace FedFilter.Commands;

/// <summary>The default policy set that the program carries along.</summary>
internal static class ShippedPolicy
{
    private const string Prefix = "policies/";

    /// <summary>File names and texts.</summary>
    public static IEnumerable<(string Name, string Text)> Files() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (name[Prefix.Length..], Text(name)));

    public static string Configuration() => Text("fedfilter.yaml");

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
