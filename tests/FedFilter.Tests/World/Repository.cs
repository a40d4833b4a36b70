namespace FedFilter.Tests.World;

/// <summary>The tree these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The path of something in it.</summary>
    public static string Find(params string[] parts)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedFilter.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return Path.Combine([folder, .. parts]);
    }
}
