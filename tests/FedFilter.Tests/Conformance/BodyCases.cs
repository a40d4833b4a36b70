namespace FedFilter.Tests.Conformance;

public sealed class MediaTypesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "media-types.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class TypesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "types.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class ContextsCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "contexts.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class ConcernedHostsCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "concerned-hosts.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class SpelledHostsCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "spelled-hosts.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class WrappedValuesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "wrapped-values.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}
