namespace FedFilter.Tests.Conformance;

public sealed class IdentityFormsCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "identity-forms.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class KeyFetchingCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "key-fetching.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class IdentityContentCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "identity-content.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}

public sealed class ForeignSignaturesCases : ConformanceTests
{
    [Theory]
    [MemberData(nameof(ConformanceFiles.Rows), "foreign-signatures.yaml", MemberType = typeof(ConformanceFiles))]
    public Task are_answered_as_written(string file, string name, string style, string item) => RunAsync(file, name, style, item);
}
